using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno.Tests.Resumption;

/// <summary>Sessions to test with.</summary>
internal static class Sessions
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TlsHost Host(string scope = "") => new() { Credentials = [Credential(1)], Scope = scope };

    private static readonly ConcurrentDictionary<byte, ECDsa> s_keys = new();

    private static readonly ConcurrentDictionary<(byte Key, byte Chain), TlsCredential> s_credentials = new();

    /// <summary>A credential with one key a <paramref name="key"/> and one certificate a <paramref name="chain"/>: the same numbers give the same object.</summary>
    public static TlsCredential Credential(byte key, byte chain = 0) => s_credentials.GetOrAdd((key, chain), Create);

    private static TlsCredential Create((byte Key, byte Chain) which)
    {
        ECDsa key = s_keys.GetOrAdd(which.Key, _ => ECDsa.Create(ECCurve.NamedCurves.nistP256));
        CertificateRequest request = new($"CN=test {which.Chain}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(Start.AddDays(-1), Start.AddDays(365));
        return TlsCredential.FromCertificate(certificate);
    }

    public static ResumptionScope Scope(TlsHost? host = null) => ResumptionScope.Compute(host ?? Host(), null);

    public static Session Tls12(
        string? serverName = "localhost",
        string protocol = "h2",
        bool extendedMasterSecret = true,
        IReadOnlyList<ReadOnlyMemory<byte>>? certificates = null,
        DateTimeOffset? createdAt = null,
        DateTimeOffset? authenticatedAt = null,
        TimeSpan? lifetime = null,
        ResumptionScope? scope = null,
        TlsCipherSuite suite = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256) => new()
        {
            Version = ProtocolVersion.Tls12,
            CipherSuite = suite,
            Secret = Secret(48),
            ExtendedMasterSecret = extendedMasterSecret,
            ApplicationProtocol = Encoding.ASCII.GetBytes(protocol),
            ServerName = serverName,
            PeerCertificates = certificates ?? [],
            Group = NamedGroup.X25519,
            PeerSignatureScheme = certificates is null ? null : SignatureScheme.EcdsaSecp256r1Sha256,
            CreatedAt = createdAt ?? Start,
            AuthenticatedAt = authenticatedAt ?? createdAt ?? Start,
            Lifetime = lifetime ?? TimeSpan.FromHours(1),
            Scope = scope ?? Scope(),
            TimesResumed = 3,
        };

    public static Session Tls13(
        string? serverName = "localhost",
        IReadOnlyList<ReadOnlyMemory<byte>>? certificates = null,
        DateTimeOffset? createdAt = null,
        DateTimeOffset? authenticatedAt = null,
        TimeSpan? lifetime = null,
        TlsCipherSuite suite = TlsCipherSuite.TLS_AES_128_GCM_SHA256) => new()
        {
            Version = ProtocolVersion.Tls13,
            CipherSuite = suite,
            Secret = Secret(CipherSuite.Find(suite)!.HashLength),
            ExtendedMasterSecret = true,
            ApplicationProtocol = "h2"u8.ToArray(),
            ServerName = serverName,
            PeerCertificates = certificates ?? [],
            Group = NamedGroup.X25519MLKem768,
            PeerSignatureScheme = SignatureScheme.Ed25519,
            CreatedAt = createdAt ?? Start,
            AuthenticatedAt = authenticatedAt ?? createdAt ?? Start,
            Lifetime = lifetime ?? TimeSpan.FromHours(1),
            TicketAgeAdd = 0xfad6aac5,
            MaxEarlyDataBytes = 1024,
            Scope = Scope(),
            TimesResumed = 1,
        };

    public static TlsClientSession Ticket(byte name, DateTimeOffset? receivedAt = null, TimeSpan? lifetime = null, int length = 4) =>
        new(Tls13(createdAt: receivedAt, lifetime: lifetime), default, Enumerable.Repeat(name, length).ToArray(), receivedAt ?? Start);

    public static TlsClientSession Id(byte name, DateTimeOffset? receivedAt = null, TimeSpan? lifetime = null) =>
        new(Tls12(createdAt: receivedAt, lifetime: lifetime), Enumerable.Repeat(name, 32).ToArray(), default, receivedAt ?? Start);

    public static byte[] Encode(Session session)
    {
        byte[] encoded = new byte[SessionCodec.EncodedLength(session)];
        SessionCodec.Encode(session, encoded);
        return encoded;
    }

    private static SecretBuffer Secret(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)(0xa0 + i);
        return new SecretBuffer(bytes);
    }
}
