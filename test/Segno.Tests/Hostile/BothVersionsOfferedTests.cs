using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A hello that offers a session of each version: the server takes that of the version it speaks, and does not look at the other (RFC 8446 §4.1.2).</summary>
public sealed class BothVersionsOfferedTests : IAsyncLifetime
{
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = TestHosts.Clock();
    private readonly Segno.Testing.RecordingSessionStore _store = new();
    private readonly StekTicketProtector _protector;
    private readonly TlsServer _both;
    private readonly TlsServer _old;
    private RawPsk _psk = null!;
    private byte[] _ticket = null!;
    private byte[] _master = null!;

    public BothVersionsOfferedTests()
    {
        _protector = new StekTicketProtector(TimeSpan.FromHours(1), TimeSpan.FromHours(1), _clock, Segno.Crypto.TlsRandom.System);
        _both = Server(SslProtocols.Tls12 | SslProtocols.Tls13);
        _old = Server(SslProtocols.Tls12);
    }

    public async ValueTask InitializeAsync()
    {
        _psk = await ScriptedClient13.ObtainTicketAsync(_both);
        ScriptedClient12 client = new(_both, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        (_ticket, _master) = (client.Ticket!, client.Master);
    }

    public async ValueTask DisposeAsync()
    {
        await _both.DisposeAsync();
        await _old.DisposeAsync();
        _protector.Dispose();
    }

    [Theory, Requirement("C222")]
    [InlineData("valid"), InlineData("altered"), InlineData("of TLS 1.3")]
    public async Task In_TLS_13_the_PSK_resumes_whatever_the_TLS_12_ticket_is(string which)
    {
        ScriptedClient13 client = new(_both);
        client.Hello.SessionId = new byte[32];
        client.Hello.Set(ExtensionType.SessionTicket, Ticket(which, _ticket, _psk.Identity));
        client.Psks.Add(_psk);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.PskDhe, SslProtocols.Tls13), (accepted.Info.Resumption.Kind, accepted.Info.Protocol));
        Assert.False(client.ServerHello!.Has(ExtensionType.SessionTicket));
    }

    [Fact, Requirement("C222")]
    public async Task In_TLS_13_a_session_ID_is_looked_up_nowhere()
    {
        ScriptedClient12 byId = new(_both);
        await using (await byId.ConnectAsync())
        {
        }
        Assert.Equal((1, 0), (_store.Puts, _store.Gets));
        ScriptedClient13 client = new(_both);
        client.Hello.SessionId = byId.ServerHello!.SessionId;
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, SslProtocols.Tls13, 0), (accepted.Info.Resumption.Kind, accepted.Info.Protocol, _store.Gets));
        Assert.Equal(client.Hello.SessionId, client.ServerHello!.SessionId);
    }

    [Theory, Requirement("C222", "N31")]
    [InlineData("valid"), InlineData("altered"), InlineData("of TLS 1.2")]
    public async Task In_TLS_12_the_ticket_resumes_whatever_the_PSK_is(string which)
    {
        ScriptedClient12 client = new(_old, ticket: _ticket) { Master = _master };
        client.Hello.SessionId = [7, .. new byte[31]];
        client.Hello.Suites = [0x1301, 0xc02b];
        client.Hello.Set(ExtensionType.SupportedVersions, RawExtensions.Versions(0x0304, 0x0303));
        client.Hello.Set(ExtensionType.PskKeyExchangeModes, RawExtensions.PskModes(1));
        // The binder is wrong, and nobody looks.
        RawPsk psk = _psk with { Identity = Ticket(which, _psk.Identity, _ticket) };
        client.Hello.Append((ushort)ExtensionType.PreSharedKey, RawExtensions.PreSharedKey([psk], [new byte[32]]));
        await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
        Assert.Equal((ResumptionKind.Ticket, SslProtocols.Tls12), (accepted.Info.Resumption.Kind, accepted.Info.Protocol));
        Assert.False(client.ServerHello!.Has(ExtensionType.PreSharedKey));
    }

    [Theory, Requirement("C222")]
    [InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls12 | SslProtocols.Tls13)]
    public async Task The_other_versions_session_is_no_substitute(SslProtocols versions)
    {
        TlsServer server = versions == SslProtocols.Tls12 ? _old : _both;
        if (versions == SslProtocols.Tls12)
        {
            ScriptedClient12 old = new(server, ticket: _psk.Identity);
            await using TlsStream full = await old.ConnectAsync();
            Assert.Equal((ResumptionKind.Full, ResumptionDecline.Damaged), (full.Info.Resumption.Kind, full.Info.Resumption.Decline));
            return;
        }
        ScriptedClient13 client = new(server);
        client.Hello.Set(ExtensionType.SessionTicket, _ticket);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.VersionChanged), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
    }

    private static byte[] Ticket(string which, byte[] right, byte[] otherVersions) => which switch
    {
        "valid" => right,
        "altered" => [.. right[..^1], (byte)(right[^1] ^ 1)],
        _ => otherVersions,
    };

    private TlsServer Server(SslProtocols versions) => new(TestHosts.ServerOptions(
        _clock, versions, resumption: new ServerResumptionOptions { TicketProtector = _protector, SessionStore = _store }));
}
