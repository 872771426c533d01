using System.Net.Security;
using System.Security.Authentication;
using Segno.Handshake.Client;
using Segno.Testing;
using Segno.Transport;
using Segno.Wire;

namespace Segno.Fuzz.Harness;

/// <summary>
/// Clients that are the same in every run, as <see cref="FuzzServers"/> are. One byte chooses among them:
/// <code>
/// 1, 2  versions: 1 only TLS 1.2, 2 only TLS 1.3, else both
///    4  certificates are checked; else each is believed
///    8  a certificate of its own
///   16  asks for OCSP responses and certificate timestamps
///   32  application protocols, no compatibility mode
///   64  psk_ke too, sessions without extended_master_secret, no ticket of TLS 1.2
///  128  small records, extended_master_secret required
/// </code>
/// </summary>
internal static class FuzzClients
{
    private static readonly CertificateValidationOptions s_believing = new()
    {
        CallbackMode = CertificateCallbackMode.Instead,
        Callback = static (_, _) => ValueTask.FromResult(true),
        OcspCallback = static (context, _) => ValueTask.FromResult(context.OcspResponse.Length < 1000),
    };

    private static readonly CertificateValidationOptions s_checking = new()
    {
        Roots = [FuzzPki.Server.Root],
        OcspCallback = static (context, _) => ValueTask.FromResult(context.OcspResponse.Length < 1000),
    };

    public static ClientConfiguration Create(byte options)
    {
        SslProtocols versions = FuzzServers.Versions(options);
        return new ClientConfiguration(new TlsClientOptions
        {
            EnabledSslProtocols = versions,
            ServerValidation = (options & 4) != 0 ? s_checking : s_believing,
            Credentials = (options & 8) != 0 ? [FuzzPki.Client.Credential] : [],
            RequestOcspResponse = (options & 16) != 0,
            RequestSignedCertificateTimestamps = (options & 16) != 0,
            ApplicationProtocols = (options & 32) != 0 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [],
            MiddleboxCompatibility = (options & 32) == 0,
            RecordSizeLimit = (options & 128) != 0 ? 512 : 16384,
            RequireExtendedMasterSecret = (options & 128) != 0,
            // The suites and the group of the scripted peers, and a group more, so that a HelloRetryRequest has something to ask for.
            CipherSuites = versions switch
            {
                SslProtocols.Tls12 => [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256],
                SslProtocols.Tls13 => [TlsCipherSuite.TLS_AES_128_GCM_SHA256],
                _ => [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256],
            },
            Groups = [NamedGroup.Secp256r1, NamedGroup.X25519],
            KeyShareGroups = [NamedGroup.X25519],
            TimeProvider = TestHosts.Clock(),
            Random = new FixedRandom(3),
            Resumption = new ClientResumptionOptions
            {
                PskModes = (options & 64) != 0 ? PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
                AllowWithoutExtendedMasterSecret = (options & 64) != 0,
                Tickets = (options & 64) == 0 || versions != SslProtocols.Tls12,
            },
        });
    }

    /// <summary>A connection that has sent its ClientHello.</summary>
    public static EngineLink Connect(ClientConfiguration configuration, TlsClientSession? session = null)
    {
        TlsEngine engine = new(TlsRole.Client, new EngineOptions());
        ClientHandshake handshake = new(configuration, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session }, TestHosts.Name, engine);
        EngineLink link = new(engine, handshake);
        link.Start(ClientStart.BeginAsync(handshake, CancellationToken.None));
        return link;
    }
}
