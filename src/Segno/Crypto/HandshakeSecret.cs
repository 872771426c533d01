using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>The Handshake Secret: the second step of the key schedule (RFC 8446 §7.1; the ladder is in EarlySecret.cs).</summary>
/// <remarks>Made by <see cref="EarlySecret.Advance"/>; used up, and zeroed, by <see cref="Advance"/>.</remarks>
internal sealed class HandshakeSecret : IDisposable
{
    private readonly HashAlgorithmName _hash;
    private readonly SecretBuffer _secret;

    /// <summary>Owns <paramref name="secret"/> from here on.</summary>
    internal HandshakeSecret(HashAlgorithmName hash, SecretBuffer secret)
    {
        _hash = hash;
        _secret = secret;
    }

    /// <summary>client_handshake_traffic_secret, over ClientHello...ServerHello; the caller owns it.</summary>
    public SecretBuffer ClientHandshakeTrafficSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, _secret.Span, "c hs traffic"u8, transcriptHash);

    /// <summary>server_handshake_traffic_secret, over ClientHello...ServerHello; the caller owns it.</summary>
    public SecretBuffer ServerHandshakeTrafficSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, _secret.Span, "s hs traffic"u8, transcriptHash);

    /// <summary>The next step; this one is zeroed.</summary>
    public MasterSecret Advance()
    {
        KeyScheduleConstants constants = KeyScheduleConstants.Of(_hash);
        ReadOnlySpan<byte> secret = _secret.Span;
        SecretBuffer next = new(constants.HashLength);
        KeyScheduleStep.Extract(_hash, secret, constants.Zeros, next.Span);
        Dispose();
        return new MasterSecret(_hash, next);
    }

    public void Dispose() => _secret.Dispose();
}
