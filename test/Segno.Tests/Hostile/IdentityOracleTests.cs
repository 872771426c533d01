using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>
/// RFC 8446 App. E.6: a wrong binder tells that its identity is known. Tickets cannot be guessed, so that only who was given one can ask;
/// and of one that would not resume the binder is not looked at, so that it tells no more than an unknown one.
/// </summary>
public sealed class IdentityOracleTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly TlsServer _server;
    private RawPsk _psk = null!;

    public IdentityOracleTests() => _server = TestPeers.Server(TestHosts.ServerOptions(_clock));

    public static TheoryData<string, ResumptionDecline> Identities => new()
    {
        { "random", ResumptionDecline.Damaged },
        { "random of a ticket's form", ResumptionDecline.UnknownKey },
        { "a bit of the key's name", ResumptionDecline.UnknownKey },
        { "a bit of the salt", ResumptionDecline.Damaged },
        { "a bit of the tag", ResumptionDecline.Damaged },
        { "expired", ResumptionDecline.Expired },
        { "another name", ResumptionDecline.ServerNameMismatch },
        { "another hash", ResumptionDecline.CipherSuiteChanged },
        { "of TLS 1.2", ResumptionDecline.Damaged },
    };

    public async ValueTask InitializeAsync() => _psk = await ScriptedClient13.ObtainTicketAsync(_server);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact, Requirement("C126", "C142")]
    public async Task A_wrong_binder_of_a_ticket_that_would_resume_is_fatal()
    {
        ScriptedClient13 client = new(_server);
        client.Psks.Add(_psk with { Key = new byte[32] });
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BinderMismatch);
    }

    [Theory, MemberData(nameof(Identities)), Requirement("C128", "C142")]
    public async Task Any_other_identity_is_a_full_handshake_whatever_its_binder(string what, ResumptionDecline decline)
    {
        byte[] identity = await MakeAsync(what);
        foreach (bool rightKey in new[] { true, false })
        {
            ScriptedClient13 client = new(_server, what == "another name" ? "other.example" : TestHosts.Name);
            client.Psks.Add(new RawPsk(identity, rightKey ? _psk.Key : new byte[32], _psk.Age));
            if (what == "another hash")
            {
                // Its transcript is not this script's: the ServerHello says enough.
                client.Hello.Suites = [0x1302];
                client.SendHello();
                byte[] message = await client.Records.ReceiveMessageAsync(HandshakeType.ServerHello);
                Assert.False(RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello).Has(ExtensionType.PreSharedKey));
                continue;
            }
            await using TlsStream accepted = await client.ConnectAsync();
            Assert.Equal((ResumptionKind.Full, decline), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
        }
    }

    private async Task<byte[]> MakeAsync(string what)
    {
        byte[] identity = [.. _psk.Identity];
        FixedRandom random = new(8446);
        switch (what)
        {
            case "random":
                identity = new byte[100];
                random.Fill(identity);
                break;
            case "random of a ticket's form": random.Fill(identity.AsSpan(1)); break;
            case "a bit of the key's name": identity[5] ^= 1; break;
            case "a bit of the salt": identity[20] ^= 1; break;
            case "a bit of the tag": identity[^1] ^= 1; break;
            case "expired": _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1)); break;
            case "of TLS 1.2":
                ScriptedClient12 client = new(_server, ticket: []);
                await using (await client.ConnectAsync())
                    identity = client.Ticket!;
                break;
        }
        return identity;
    }
}
