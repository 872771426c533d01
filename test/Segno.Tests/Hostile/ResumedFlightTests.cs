using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>What a resumed TLS 1.3 handshake is made of: no certificates, a share as the mode says, and a session as good as an extended one.</summary>
public sealed class ResumedFlightTests
{
    private readonly RecordingClientStore _store = new();

    [Theory, Requirement("C139")]
    [InlineData(ClientCertificateMode.None), InlineData(ClientCertificateMode.Optional)]
    public async Task A_server_that_resumes_asks_for_no_certificate_and_shows_none(ClientCertificateMode mode)
    {
        await using TlsServer lax = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13, TestHosts.Host(clients: mode)));
        RawPsk psk = await ObtainAsync(lax, mode);
        ScriptedClient13 client = new(lax);
        client.Psks.Add(psk);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.True(accepted.Info.Resumption.IsResumed);
        Assert.Equal([HandshakeType.EncryptedExtensions, HandshakeType.Finished], client.Flight);
    }

    [Theory, Requirement("C139")]
    [InlineData((byte)HandshakeType.Certificate, new byte[] { 0, 0, 0, 0 }), InlineData((byte)HandshakeType.CertificateVerify, new byte[] { 4, 3, 0, 1, 1 })]
    public async Task A_server_that_resumes_takes_no_certificate(byte type, byte[] body)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13, TestHosts.Host(clients: ClientCertificateMode.Optional)));
        ScriptedClient13 client = new(server);
        client.Psks.Add(await ObtainAsync(server, ClientCertificateMode.Optional));
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.Records.SendMessage(RawHello.Message((HandshakeType)type, body));
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Theory, Requirement("C122")]
    [InlineData(PskKeyExchangeModes.Ke, false, null), InlineData(PskKeyExchangeModes.Ke, true, "IllegalGroup")]
    [InlineData(PskKeyExchangeModes.DheKe, true, null), InlineData(PskKeyExchangeModes.DheKe, false, "MissingKeyShare")]
    [InlineData(PskKeyExchangeModes.Ke | PskKeyExchangeModes.DheKe, true, null), InlineData(PskKeyExchangeModes.Ke | PskKeyExchangeModes.DheKe, false, null)]
    public async Task A_client_takes_a_share_with_a_PSK_as_the_modes_say(PskKeyExchangeModes modes, bool share, string? fault)
    {
        await using TlsClient client = Client(modes);
        byte[] psk = await ScriptedServer13.LeaveSessionAsync(client);
        ScriptedServer13 server = new(client) { Psk = psk };
        RawHello offer = await server.ReceiveHelloAsync();
        Assert.Equal(Modes(modes), offer.Extension(ExtensionType.PskKeyExchangeModes));
        RawHello hello = server.MakeServerHello();
        if (!share)
            hello.Remove(ExtensionType.KeyShare);
        server.SendServerHello(hello);
        if (fault is not null)
        {
            await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.IllegalParameter);
            Assert.Equal(fault, (await Assert.ThrowsAsync<TlsException>(() => server.Connecting)).Fault.Name);
            return;
        }
        server.SendFlight();
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        Assert.Equal(share ? ResumptionKind.PskDhe : ResumptionKind.Psk, stream.Info.Resumption.Kind);
    }

    [Theory, Requirement("C064")]
    [InlineData(PskKeyExchangeModes.DheKe), InlineData(PskKeyExchangeModes.Ke)]
    public async Task In_TLS_13_both_sides_report_an_extended_master_secret_full_and_resumed(PskKeyExchangeModes modes)
    {
        RecordingObserver sees = new();
        await using TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            Host = TestHosts.Host(),
            EnabledSslProtocols = SslProtocols.Tls13,
            TimeProvider = TestHosts.Clock(),
            // What asks for the extension asks nothing of TLS 1.3.
            RequireExtendedMasterSecret = true,
            Resumption = new ServerResumptionOptions { PskModes = modes },
        });
        await using TlsClient client = Client(modes, sees);
        foreach (bool resumed in new[] { false, true })
        {
            sees.Clear();
            await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: TestContext.Current.CancellationToken);
            await pair.SettleAsync(TestContext.Current.CancellationToken);
            Assert.Equal((resumed, resumed), (pair.Client.Info.Resumption.IsResumed, pair.Server.Info.Resumption.IsResumed));
            Assert.Equal((true, true), (pair.Client.Info.ExtendedMasterSecret, pair.Server.Info.ExtendedMasterSecret));
            Assert.Equal(pair.Client.Exported(), pair.Server.Exported());
            // And that although the extension was never on the wire.
            Assert.False(RawHello.Parse(sees.First(HandshakeType.ClientHello).AsSpan(4)).Has(ExtensionType.ExtendedMasterSecret));
        }
    }

    private static byte[] Modes(PskKeyExchangeModes modes) => modes switch
    {
        PskKeyExchangeModes.Ke => [1, 0],
        PskKeyExchangeModes.DheKe => [1, 1],
        _ => [2, 1, 0],
    };

    /// <summary>A ticket of a full handshake in which a request for a certificate is answered with none.</summary>
    private static async Task<RawPsk> ObtainAsync(TlsServer server, ClientCertificateMode mode)
    {
        ScriptedClient13 client = new(server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        Assert.Equal(mode != ClientCertificateMode.None, client.Flight.Contains(HandshakeType.CertificateRequest));
        if (mode != ClientCertificateMode.None)
            client.SendSealed(RawHello.Message(HandshakeType.Certificate, [0, 0, 0, 0]));
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        return await client.ReceiveTicketAsync();
    }

    private TlsClient Client(PskKeyExchangeModes modes, RecordingObserver? observer = null) => new(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Observer = observer,
        Resumption = new ClientResumptionOptions { Store = _store, PskModes = modes },
    });
}
