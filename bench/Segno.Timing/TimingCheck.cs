namespace Segno.Timing;

/// <summary>
/// One operation whose time must not depend on which of two classes its input is of. A batch of inputs is prepared at once, each in a place of its
/// own, so that what is measured finds inputs of both classes in the same state.
/// </summary>
/// <param name="name">What is measured.</param>
/// <param name="classes">What the two classes are.</param>
internal abstract class TimingCheck(string name, string classes) : IDisposable
{
    /// <summary>Inputs of a batch.</summary>
    public const int BatchSize = 1000;

    public string Name { get; } = name;

    public string Classes { get; } = classes;

    /// <summary>Whether this is a control, which leaks and must be found to.</summary>
    public virtual bool Leaks => false;

    /// <summary>Makes an input for each place, of the class that it says.</summary>
    /// <param name="classes">0 or 1 for each place.</param>
    public abstract void Prepare(ReadOnlySpan<byte> classes);

    /// <summary>What is measured, on the input of one place. The answer is used, so that nothing is optimised away.</summary>
    public abstract bool Run(int place);

    public virtual void Dispose()
    {
    }
}
