namespace Segno.Fuzz;

/// <summary>Something that takes bytes of a stranger.</summary>
internal interface IFuzzTarget
{
    /// <summary>Its name on the command line, and of its folder in Corpora.</summary>
    static abstract string Name { get; }

    /// <summary>Takes one input. It keeps nothing from one input to the next.</summary>
    /// <exception cref="FuzzFinding">Segno did what it must not do. Any other exception that comes out is a finding too.</exception>
    static abstract void Run(ReadOnlySpan<byte> input);

    /// <summary>Legal inputs to begin with, by name.</summary>
    static abstract IEnumerable<(string Name, byte[] Input)> Seeds();
}
