using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Timing.Checks;

/// <summary>The same with the secret itself as what differs: HKDF and HMAC must take as long for any PSK.</summary>
internal sealed class PskCheck() : TimingCheck("EarlySecret.FromPsk and VerifyBinder, SHA-256", "one PSK / random PSKs")
{
    private readonly byte[] _fixed = new byte[32];
    private readonly Slots _psks = new(32);
    private readonly byte[] _transcriptHash = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _binder = RandomNumberGenerator.GetBytes(32);

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        Span<byte> psk = stackalloc byte[32];
        for (int i = 0; i < classes.Length; i++)
        {
            RandomNumberGenerator.Fill(psk);
            if (classes[i] == 0)
                _fixed.CopyTo(psk);
            psk.CopyTo(_psks.Span(i));
        }
    }

    public override bool Run(int place)
    {
        using EarlySecret early = EarlySecret.FromPsk(HashAlgorithmName.SHA256, _psks.Span(place));
        return early.VerifyBinder(_transcriptHash, _binder);
    }
}
