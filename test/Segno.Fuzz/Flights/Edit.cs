using Segno.Fuzz.Harness;

namespace Segno.Fuzz.Flights;

/// <summary>
/// One change to a legal flight:
/// <code>
/// step (1)  the message, counted from 0
/// kind (1)  what is done to it; from 128 on to the parts of a hello, below to the bytes of a message
/// a (2), b (1)  where, how many, which; as the kind needs it
/// data (1 + n)
/// </code>
/// </summary>
internal readonly record struct Edit(byte Step, byte Kind, int A, int B, byte[] Data)
{
    /// <summary>Bounds what an input buys.</summary>
    private const int MaxEdits = 24;

    private const byte OfHello = 128;

    /// <summary>Whether it concerns the parts of a hello.</summary>
    public bool IsOfHello => Kind >= OfHello;

    public static List<Edit> Read(ref FuzzInput input)
    {
        List<Edit> edits = [];
        while (!input.IsEmpty && edits.Count < MaxEdits)
            edits.Add(new Edit(input.Byte(), input.Byte(), input.UInt16(), input.Byte(), input.Block()));
        return edits;
    }
}
