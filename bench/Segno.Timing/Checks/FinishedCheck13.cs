using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Timing.Checks;

/// <summary>Finished of TLS 1.3 (RFC 8446 §4.4.4), which both sides verify with one function.</summary>
internal sealed class FinishedCheck13() : TimingCheck("TrafficSecrets.VerifyFinished, SHA-384", "wrong in the last bit / random")
{
    private readonly byte[] _baseKey = RandomNumberGenerator.GetBytes(48);
    private readonly byte[] _transcriptHash = RandomNumberGenerator.GetBytes(48);
    private readonly Slots _received = new(48);

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        Span<byte> right = stackalloc byte[48];
        TrafficSecrets.FinishedVerifyData(HashAlgorithmName.SHA384, _baseKey, _transcriptHash, right);
        _received.FillAlmostOrRandom(classes, right);
    }

    public override bool Run(int place) => TrafficSecrets.VerifyFinished(HashAlgorithmName.SHA384, _baseKey, _transcriptHash, _received.Span(place));
}
