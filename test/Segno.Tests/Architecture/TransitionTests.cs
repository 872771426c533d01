using System.Collections.Concurrent;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Diagnostics;
using Segno.Handshake;
using Segno.Testing;

namespace Segno.Tests.Architecture;

/// <summary>docs/states.md has a row a state and its successors; these are the moves that handshakes really make.</summary>
public sealed class TransitionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handshakes_make_the_moves_of_the_tables_and_no_others()
    {
        MoveObserver moves = new();
        foreach (SslProtocols version in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
        {
            foreach (ClientCertificateMode asked in new[] { ClientCertificateMode.None, ClientCertificateMode.Optional })
            {
                foreach (bool shown in new[] { false, true })
                {
                    foreach (bool tickets in new[] { false, true })
                    {
                        await VisitThriceAsync(moves, version, asked, shown, tickets, retry: false);
                        await VisitThriceAsync(moves, version, asked, shown, tickets, retry: true);
                    }
                }
            }
        }
        Assert.Equal(Documented(), moves.Seen);
    }

    /// <summary>A full handshake, a resumed one, and one after half of the lifetime, when a TLS 1.2 ticket is renewed.</summary>
    private static async Task VisitThriceAsync(
        MoveObserver moves, SslProtocols version, ClientCertificateMode asked, bool shown, bool tickets, bool retry)
    {
        FakeTimeProvider clock = TestHosts.Clock();
        TlsHost host = TestHosts.Host(clients: asked);
        host.Credentials[0].OcspResponse = new byte[] { 1 };
        await using TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            Host = host,
            EnabledSslProtocols = version,
            Groups = [NamedGroup.Secp256r1],
            TimeProvider = clock,
            Observer = moves,
            Resumption = new ServerResumptionOptions { Tickets = tickets },
        });
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = version,
            Groups = [NamedGroup.X25519, NamedGroup.Secp256r1],
            KeyShareGroups = [retry ? NamedGroup.X25519 : NamedGroup.Secp256r1],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            RequestOcspResponse = tickets,
            Credentials = shown ? [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential()] : [],
            TimeProvider = clock,
            Observer = moves,
        });
        for (int visit = 0; visit < 3; visit++)
        {
            await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: Token);
            if (version == SslProtocols.Tls13)
            {
                await pair.Client.UpdateKeysAsync(requestPeerUpdate: true, Token);
                await pair.Server.UpdateKeysAsync(requestPeerUpdate: false, Token);
            }
            await pair.SettleAsync(Token);
            await pair.CloseAsync(Token);
            clock.Advance(TimeSpan.FromMinutes(31) * visit);
        }
    }

    private static SortedSet<string> Documented()
    {
        SortedSet<string> moves = new(StringComparer.Ordinal);
        foreach (string line in Repository.Read("docs/states.md").Split('\n'))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length != 5 || !(cells[1].StartsWith("Server.", StringComparison.Ordinal) || cells[1].StartsWith("Client.", StringComparison.Ordinal)))
                continue;
            foreach (string next in cells[3].Split(',', StringSplitOptions.TrimEntries))
                moves.Add($"{cells[1]} -> {next}");
        }
        return moves;
    }

    private sealed class MoveObserver : IHandshakeObserver
    {
        private readonly ConcurrentDictionary<string, bool> _seen = new();

        public SortedSet<string> Seen => new(_seen.Keys, StringComparer.Ordinal);

        public void OnHandshakeMessage(bool sent, ReadOnlySpan<byte> encoded)
        {
        }

        public void OnChangeCipherSpec(bool sent)
        {
        }

        public void OnMove(HandshakeState from, HandshakeState to)
        {
            // A dummy change_cipher_spec of TLS 1.3 leaves the state as it is: that is no move.
            if (!ReferenceEquals(from, to) || IsMessageTaken(from))
                _seen[$"{Name(from)} -> {Name(to)}"] = true;
        }

        private static bool IsMessageTaken(HandshakeState state) =>
            Name(state) is "Server.Tls13.Connected" or "Client.Tls13.Connected" or "Client.Tls13.ExpectCertificate" or "Client.Tls12.ExpectServerHelloDone";

        private static string Name(HandshakeState state) => state.GetType().FullName!["Segno.Handshake.".Length..];
    }
}
