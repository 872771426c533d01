using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Timing.Checks;

/// <summary>Finished of TLS 1.2 (RFC 5246 §7.4.9), which both sides verify with one function.</summary>
internal sealed class FinishedCheck12() : TimingCheck("Prf12.VerifyFinished, SHA-256", "wrong in the last bit / random")
{
    private readonly byte[] _masterSecret = RandomNumberGenerator.GetBytes(Prf12.MasterSecretLength);
    private readonly byte[] _transcriptHash = RandomNumberGenerator.GetBytes(32);
    private readonly Slots _received = new(Prf12.VerifyDataLength);

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        Span<byte> right = stackalloc byte[Prf12.VerifyDataLength];
        Prf12.VerifyData(HashAlgorithmName.SHA256, _masterSecret, TlsRole.Client, _transcriptHash, right);
        _received.FillAlmostOrRandom(classes, right);
    }

    public override bool Run(int place) =>
        Prf12.VerifyFinished(HashAlgorithmName.SHA256, _masterSecret, TlsRole.Client, _transcriptHash, _received.Span(place));
}
