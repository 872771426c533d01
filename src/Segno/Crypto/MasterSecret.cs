using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>The Master Secret, RFC 9846's main secret: the last step of the key schedule (RFC 8446 §7.1; the ladder is in EarlySecret.cs).</summary>
/// <remarks>Made by <see cref="HandshakeSecret.Advance"/>.</remarks>
internal sealed class MasterSecret : IDisposable
{
    private readonly HashAlgorithmName _hash;
    private readonly SecretBuffer _secret;

    /// <summary>Owns <paramref name="secret"/> from here on.</summary>
    internal MasterSecret(HashAlgorithmName hash, SecretBuffer secret)
    {
        _hash = hash;
        _secret = secret;
    }

    /// <summary>client_application_traffic_secret_0, over ClientHello...server Finished; the caller owns it.</summary>
    public SecretBuffer ClientApplicationTrafficSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, _secret.Span, "c ap traffic"u8, transcriptHash);

    /// <summary>server_application_traffic_secret_0, over ClientHello...server Finished; the caller owns it.</summary>
    public SecretBuffer ServerApplicationTrafficSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, _secret.Span, "s ap traffic"u8, transcriptHash);

    /// <summary>exporter_master_secret, over ClientHello...server Finished; the caller owns it.</summary>
    public SecretBuffer ExporterMasterSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, _secret.Span, "exp master"u8, transcriptHash);

    /// <summary>resumption_master_secret, over ClientHello...client Finished; the caller owns it.</summary>
    public SecretBuffer ResumptionMasterSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, _secret.Span, "res master"u8, transcriptHash);

    public void Dispose() => _secret.Dispose();
}
