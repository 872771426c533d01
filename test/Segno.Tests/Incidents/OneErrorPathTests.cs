using System.Security.Authentication;
using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Testing;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Incidents;

/// <summary>
/// Whatever is wrong with a ticket, the client sees the same: the same messages of the same lengths, and no alert. What tells one wrong from
/// another is an oracle, such as the padding of CBC was.
/// </summary>
[Requirement("A27", "N20", "N25")]
public sealed class OneErrorPathTests : IAsyncLifetime
{
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = TestHosts.Clock();
    private readonly StekTicketProtector _keys;
    private readonly TlsServer _server;
    private readonly TlsServer _other;

    public OneErrorPathTests()
    {
        _keys = new StekTicketProtector(TimeSpan.FromHours(1), TimeSpan.FromDays(2), _clock, TlsRandom.System);
        _server = Server(TestHosts.Host());
        _other = Server(TestHosts.Host(scope: "another"));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
        _keys.Dispose();
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task Every_wrong_ticket_gets_the_same_answer(SslProtocols version)
    {
        (byte[] ticket, byte[] secret) = await ObtainAsync(_server, version);
        (byte[] foreign, byte[] foreignSecret) = await ObtainAsync(_other, version);
        (byte[] mixed, byte[] _) = await ObtainAsync(_server, version == SslProtocols.Tls12 ? SslProtocols.Tls13 : SslProtocols.Tls12);
        string right = await AnswerAsync(ticket, secret, version);
        Dictionary<string, string> answers = new()
        {
            ["another format"] = await AnswerAsync(At(ticket, 0), secret, version),
            ["an unknown key"] = await AnswerAsync(At(ticket, 1), secret, version),
            ["another salt"] = await AnswerAsync(At(ticket, 17), secret, version),
            ["another commitment"] = await AnswerAsync(At(ticket, 49), secret, version),
            ["the first byte of the ciphertext"] = await AnswerAsync(At(ticket, 65), secret, version),
            ["the last byte of the ciphertext"] = await AnswerAsync(At(ticket, ticket.Length - 17), secret, version),
            ["the tag"] = await AnswerAsync(At(ticket, ticket.Length - 1), secret, version),
            ["cut to a length that no ticket has"] = await AnswerAsync(ticket[..^1], secret, version),
            ["cut to a length that one has"] = await AnswerAsync(ticket[..^64], secret, version),
            ["zeros"] = await AnswerAsync(new byte[ticket.Length], secret, version),
            ["of the other version"] = await AnswerAsync(mixed, secret, version),
            ["of another scope"] = await AnswerAsync(foreign, foreignSecret, version),
        };
        _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        answers["expired"] = await AnswerAsync(ticket, secret, version);
        Assert.NotEqual(right, answers["the tag"]);
        Assert.All(answers, answer => Assert.True(answer.Value == answers["the tag"], $"{answer.Key}: {answer.Value}, and not {answers["the tag"]}"));
    }

    /// <summary>The server's messages up to its Finished or its HelloDone, with their lengths, where the length is not that of a signature.</summary>
    private async Task<string> AnswerAsync(byte[] ticket, byte[] secret, SslProtocols version)
    {
        List<string> messages = [];
        if (version == SslProtocols.Tls13)
        {
            ScriptedClient13 client = new(_server);
            client.Psks.Add(new RawPsk(ticket, secret, 0));
            client.SendHello();
            Add(messages, (await client.ReceiveServerHelloAsync()).Encode());
            while (messages[^1].Split(' ')[0] != nameof(HandshakeType.Finished))
                Add(messages, await client.Records.ReceiveMessageAsync());
            await EndAsync(client.Records, client.Accepting);
            return string.Join(", ", messages);
        }
        ScriptedClient12 old = new(_server, ticket: ticket) { Master = secret };
        old.Hello.SessionId = new byte[32];
        old.SendHello();
        RawHello hello = await old.ReceiveServerHelloAsync();
        Add(messages, hello.Encode());
        while (hello.SessionId.Length == 0 && messages[^1].Split(' ')[0] != nameof(HandshakeType.ServerHelloDone))
            Add(messages, await old.Records.ReceiveMessageAsync());
        await EndAsync(old.Records, old.Accepting);
        return string.Join(", ", messages);
    }

    private static void Add(List<string> messages, byte[] message)
    {
        HandshakeType type = (HandshakeType)message[0];
        // An ECDSA signature in DER has one of three lengths, by chance.
        messages.Add(type is HandshakeType.CertificateVerify or HandshakeType.ServerKeyExchange ? $"{type}" : $"{type} {message.Length}");
    }

    private static async Task EndAsync(RawRecords records, Task<TlsStream> accepting)
    {
        records.Transport.CompleteWriting();
        await Assert.ThrowsAnyAsync<IOException>(() => accepting);
    }

    private static byte[] At(byte[] ticket, int offset)
    {
        byte[] altered = [.. ticket];
        altered[offset] ^= 0x40;
        return altered;
    }

    private TlsServer Server(TlsHost host) => new(TestHosts.ServerOptions(_clock, host: host, resumption: new ServerResumptionOptions { TicketProtector = _keys }));

    private static async Task<(byte[] Ticket, byte[] Secret)> ObtainAsync(TlsServer server, SslProtocols version)
    {
        if (version == SslProtocols.Tls13)
        {
            RawPsk psk = await ScriptedClient13.ObtainTicketAsync(server);
            return (psk.Identity, psk.Key);
        }
        ScriptedClient12 client = new(server, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        return (client.Ticket!, client.Master);
    }
}
