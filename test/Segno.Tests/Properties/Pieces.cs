namespace Segno.Tests.Properties;

/// <summary>Sizes that repeat in a cycle: how a sequence of bytes is cut.</summary>
internal sealed class Pieces(IReadOnlyList<int> sizes)
{
    private int _next;

    /// <summary>Everything in one.</summary>
    public static IReadOnlyList<int> Whole { get; } = [int.MaxValue];

    /// <summary>The next piece's size, at least 1.</summary>
    public int Next()
    {
        int size = sizes[_next];
        _next = (_next + 1) % sizes.Count;
        return size;
    }
}
