using System.Net.Security;
using Segno.Handshake.Negotiation;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server;

/// <summary>
/// The server's first state: version, host, and from there on the version's own way. Order matters: the host, and with it the
/// scope of its sessions, is settled before any session is looked at.
/// </summary>
internal sealed class ExpectClientHello(ServerHandshake hs) : HandshakeState
{
    public override string Awaits => nameof(HandshakeType.ClientHello);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ClientHello hello = message.As<ClientHello>();
        message.RequireRecordBoundary();
        ServerConfiguration configuration = hs.Configuration;
        hs.Now = configuration.Time.GetUtcNow();
        ProtocolVersion version = VersionNegotiation.Choose(hello, configuration.Tls12, configuration.Tls13);
        hs.Output.SetVersion(version);
        hello.Random.Span.CopyTo(hs.ClientRandom);
        configuration.Random.Fill(hs.ServerRandom);

        string? serverName = ReadServerName(hello);
        ServerHost host = configuration.OnlyHost
            ?? await configuration.SelectHostAsync(Describe(hello, serverName), cancellationToken).ConfigureAwait(false);

        return version == ProtocolVersion.Tls13
            ? await new Tls13.ServerFlight(hs, host, serverName).AnswerAsync(message, hello, retry: null, cancellationToken).ConfigureAwait(false)
            : await new Tls12.ServerFlight(hs, host, serverName).AnswerAsync(message, hello, cancellationToken).ConfigureAwait(false);
    }

    private static string? ReadServerName(ClientHello hello) =>
        hello.Extensions.TryGet(ExtensionType.ServerName, out ReadOnlyMemory<byte> body) ? ServerNameExtension.Parse(body) : null;

    private static ClientHelloInfo Describe(ClientHello hello, string? serverName)
    {
        List<SslApplicationProtocol> protocols = [];
        if (hello.Extensions.TryGet(ExtensionType.ApplicationLayerProtocolNegotiation, out ReadOnlyMemory<byte> body))
        {
            foreach (ReadOnlyMemory<byte> name in AlpnExtension.Parse(body))
                protocols.Add(new SslApplicationProtocol(name.ToArray()));
        }
        return new ClientHelloInfo(serverName, protocols, VersionNegotiation.OffersTls13(hello));
    }
}
