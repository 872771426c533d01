namespace Segno.Fuzz;

/// <summary>Segno did what it must not do.</summary>
internal sealed class FuzzFinding(string what, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>A finding unless something holds.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
            throw new FuzzFinding(what);
    }
}
