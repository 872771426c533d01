using System.Net.Security;
using System.Security.Authentication;
using Segno.Handshake.Server;
using Segno.Testing;
using Segno.Transport;
using Segno.Wire;

namespace Segno.Fuzz.Harness;

/// <summary>
/// Servers that are the same in every run: fixed randomness and ticket keys, a clock that stands still. One byte chooses among them:
/// <code>
/// 1, 2  versions: 1 only TLS 1.2, 2 only TLS 1.3, else both
/// 4, 8  client certificates: 4 accepted, 8 required
///   16  no tickets
///   32  no session IDs
///   64  psk_ke too, sessions without extended_master_secret, groups of all kinds
///  128  application protocols, small records with padding
/// </code>
/// </summary>
internal static class FuzzServers
{
    private static readonly TlsHost[] s_hosts =
    [
        .. from protocols in new[] { false, true }
           from mode in new[] { ClientCertificateMode.None, ClientCertificateMode.Optional, ClientCertificateMode.Required }
           select new TlsHost
           {
               Credentials = [FuzzPki.Server.Credential],
               ClientCertificateMode = mode,
               // Chains are the business of another target; here they would cost what they do not teach.
               ClientValidation = new CertificateValidationOptions { CallbackMode = CertificateCallbackMode.Instead, Callback = static (_, _) => ValueTask.FromResult(true) },
               ApplicationProtocols = protocols ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [],
           },
    ];

    public static SslProtocols Versions(byte options) => (options & 3) switch
    {
        1 => SslProtocols.Tls12,
        2 => SslProtocols.Tls13,
        _ => SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    public static ServerConfiguration Create(byte options)
    {
        bool wide = (options & 64) != 0;
        bool small = (options & 128) != 0;
        int mode = (options & 8) != 0 ? 2 : (options & 4) != 0 ? 1 : 0;
        TimeProvider time = TestHosts.Clock();
        return new ServerConfiguration(new TlsServerOptions
        {
            Host = s_hosts[(small ? 3 : 0) + mode],
            EnabledSslProtocols = Versions(options),
            Groups = wide ? null : [NamedGroup.X25519],
            RecordSizeLimit = small ? 512 : 16384,
            RecordPaddingBlock = small ? 64 : 0,
            TimeProvider = time,
            Random = new FixedRandom(1),
            Resumption = new ServerResumptionOptions
            {
                Tickets = (options & 16) == 0,
                TicketProtector = (options & 16) == 0 ? FuzzTickets.Protector(time) : null,
                SessionIdCapacity = (options & 32) == 0 ? 16 : 0,
                PskModes = wide ? PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
                AllowWithoutExtendedMasterSecret = wide,
            },
        });
    }

    /// <summary>A connection that waits for its ClientHello.</summary>
    public static EngineLink Accept(ServerConfiguration configuration)
    {
        TlsEngine engine = new(TlsRole.Server, new EngineOptions { RecordPaddingBlock = configuration.Options.RecordPaddingBlock });
        ServerHandshake handshake = new(configuration, engine);
        EngineLink link = new(engine, handshake);
        link.Start(ValueTask.FromResult<Handshake.HandshakeState>(new ExpectClientHello(handshake)));
        return link;
    }
}
