using System.Security.Cryptography;
using Segno.Record;

namespace Segno.Timing.Checks;

/// <summary>Where the padding of an opened record begins (RFC 8446 §5.4), which it is there to hide.</summary>
internal sealed class PaddingCheck() : TimingCheck("InnerPlaintext.FindType, 1,000 bytes", "no padding / padding of a random length")
{
    private const int Length = 1000;

    private readonly Slots _plaintexts = new(Length);

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        for (int i = 0; i < classes.Length; i++)
        {
            int type = RandomNumberGenerator.GetInt32(Length);
            if (classes[i] == 0)
                type = Length - 1;
            Span<byte> plaintext = _plaintexts.Span(i);
            RandomNumberGenerator.Fill(plaintext);
            plaintext[type..].Clear();
            plaintext[type] = 23;
        }
    }

    public override bool Run(int place) => InnerPlaintext.FindType(_plaintexts.Span(place)) == 0;
}
