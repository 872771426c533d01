using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Timing.Checks;

/// <summary>The binder of a PSK (RFC 8446 §4.2.11.2): a client that guesses it byte by byte must not be told how far it has come.</summary>
internal class BinderCheck(string name = "EarlySecret.VerifyBinder, SHA-256") : TimingCheck(name, "wrong in the last bit / random")
{
    protected static readonly HashAlgorithmName Hash = HashAlgorithmName.SHA256;

    private readonly Slots _received = new(32);

    protected EarlySecret Early { get; } = EarlySecret.FromPsk(Hash, RandomNumberGenerator.GetBytes(32));

    protected byte[] TranscriptHash { get; } = RandomNumberGenerator.GetBytes(32);

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        Span<byte> right = stackalloc byte[32];
        Early.ComputeBinder(TranscriptHash, right);
        _received.FillAlmostOrRandom(classes, right);
    }

    public override bool Run(int place) => Verify(_received.Span(place));

    public override void Dispose()
    {
        base.Dispose();
        Early.Dispose();
    }

    protected virtual bool Verify(ReadOnlySpan<byte> binder) => Early.VerifyBinder(TranscriptHash, binder);
}
