using Segno.Crypto;

namespace Segno.Handshake;

/// <summary>The exporter of a TLS 1.2 connection (RFC 5705), which keeps the master secret for it.</summary>
internal sealed class Exporter12(HandshakeFacts facts, SecretBuffer masterSecret, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom) : IDisposable
{
    private readonly byte[] _randoms = [.. clientRandom, .. serverRandom];
    private readonly int _clientLength = clientRandom.Length;

    /// <exception cref="InvalidOperationException">The connection has no extended_master_secret, so the material would not be bound to it (RFC 7627 §5.4).</exception>
    public void Export(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination)
    {
        if (!facts.ExtendedMasterSecret)
            throw new InvalidOperationException("This TLS 1.2 connection has no extended_master_secret: keying material must not be exported from it (RFC 7627 §5.4).");
        Prf12.Export(
            facts.Suite.Hash, masterSecret.Span, label, _randoms.AsSpan(0, _clientLength), _randoms.AsSpan(_clientLength), context, hasContext, destination);
    }

    public void Dispose() => masterSecret.Dispose();
}
