using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Records in every wrong shape, before and after the keys, on both sides (RFC 8446 §5).</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock()));
    private readonly TlsClient _client = TestPeers.Client(new TlsClientOptions
    {
        Groups = [NamedGroup.Secp256r1],
        EnabledSslProtocols = SslProtocols.Tls13,
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    public static TheoryData<string, AlertDescription> Sealed => new()
    {
        { "a ciphertext of 2^14 + 257 bytes", AlertDescription.RecordOverflow },
        { "a content of 2^14 + 1 bytes", AlertDescription.RecordOverflow },
        { "padding beyond 2^14 + 1", AlertDescription.RecordOverflow },
        { "only zeros", AlertDescription.UnexpectedMessage },
        { "no bytes at all", AlertDescription.UnexpectedMessage },
        { "an empty handshake fragment", AlertDescription.UnexpectedMessage },
        { "an empty alert", AlertDescription.UnexpectedMessage },
        { "an alert of one byte", AlertDescription.DecodeError },
        { "an alert of three bytes", AlertDescription.DecodeError },
        { "two alerts", AlertDescription.DecodeError },
        { "a sealed change_cipher_spec", AlertDescription.UnexpectedMessage },
        { "a change_cipher_spec after Finished", AlertDescription.UnexpectedMessage },
        { "an unknown content type", AlertDescription.UnexpectedMessage },
        { "an unknown outer type", AlertDescription.UnexpectedMessage },
        { "a handshake record in clear", AlertDescription.UnexpectedMessage },
        { "a broken tag", AlertDescription.BadRecordMac },
        { "data between two parts of a message", AlertDescription.UnexpectedMessage },
    };

    [Theory, MemberData(nameof(Sealed)), Requirement("C200", "C201", "C202", "C203")]
    [Requirement("C204", "C205", "C206", "C207", "C210")]
    [Requirement("N108", "N109", "N110", "N112", "N115", "N118", "N123", "N124")]
    public async Task A_server_refuses(string what, AlertDescription alert)
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        SendBroken(client.Records, what);
        await Refusal.RequireAsync(client.Records, accepted, alert);
    }

    [Theory, MemberData(nameof(Sealed)), Requirement("C200", "C201", "C202", "C203")]
    [Requirement("C204", "C205", "C206", "C207", "C210")]
    [Requirement("N108", "N109", "N110", "N112", "N115", "N118", "N123", "N124")]
    public async Task A_client_refuses(string what, AlertDescription alert)
    {
        ScriptedServer13 server = new(_client);
        await using TlsStream stream = await server.AcceptAsync();
        SendBroken(server.Records, what);
        await Refusal.RequireAsync(server.Records, stream, alert);
    }

    [Fact, Requirement("C205", "N115")]
    public async Task A_server_refuses_a_sealed_change_cipher_spec_where_one_in_clear_may_come()
    {
        ScriptedClient13 client = await InHandshakeAsync();
        client.Records.SendBytes([20, 3, 3, 0, 1, 1]);
        client.SendFinished();
        await using (TlsStream accepted = await client.Accepting)
            Assert.Equal(SslProtocols.Tls13, accepted.Info.Protocol);

        client = await InHandshakeAsync();
        client.Records.Send(ContentType.ChangeCipherSpec, [1]);
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);

        async Task<ScriptedClient13> InHandshakeAsync()
        {
            ScriptedClient13 made = new(_server);
            made.SendHello();
            await made.ReceiveServerHelloAsync();
            await made.ReceiveFlightAsync();
            return made;
        }
    }

    [Fact, Requirement("C205", "N115")]
    public async Task So_does_a_client()
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.Records.Send(ContentType.ChangeCipherSpec, [1]);
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    public static TheoryData<byte[], AlertDescription> Clear => new()
    {
        { [22, 3, 1, 0x40, 1], AlertDescription.RecordOverflow },
        { [22, 3, 1, 0, 0], AlertDescription.UnexpectedMessage },
        { [20, 3, 3, 0, 1, 1], AlertDescription.UnexpectedMessage },
        { [23, 3, 3, 0, 1, 1], AlertDescription.UnexpectedMessage },
        { [21, 3, 3, 0, 0], AlertDescription.UnexpectedMessage },
        { [21, 3, 3, 0, 1, 2], AlertDescription.DecodeError },
    };

    [Theory, MemberData(nameof(Clear)), Requirement("C200", "C203", "C205", "C206")]
    [Requirement("N108", "N110", "N112", "N115", "N119")]
    public async Task A_server_refuses_as_the_first_record(byte[] record, AlertDescription alert)
    {
        ScriptedClient13 client = new(_server);
        client.Records.SendBytes(record);
        await Refusal.RequireAsync(client.Records, client.Accepting, alert);
    }

    [Theory, Requirement("C205", "N115")]
    [InlineData(new byte[] { 20, 3, 3, 0, 1, 2 }, false), InlineData(new byte[] { 20, 3, 3, 0, 2, 1, 1 }, false), InlineData(new byte[] { 20, 3, 3, 0, 1, 1 }, true)]
    public async Task Between_the_hello_and_Finished_a_change_cipher_spec_of_one_is_dropped_and_no_other(byte[] record, bool dropped)
    {
        ScriptedClient13 client = new(_server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        client.Records.SendBytes(record);
        await client.ReceiveFlightAsync();
        if (!dropped)
        {
            await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
            return;
        }
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(SslProtocols.Tls13, accepted.Info.Protocol);
    }

    [Fact, Requirement("C200", "C201")]
    public async Task The_largest_records_are_taken()
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        client.Records.Send(ContentType.ApplicationData, new byte[16384]);
        client.Records.SendBytes(client.Records.Write!.Seal(ContentType.ApplicationData, [1, 2], padding: 16384 - 2));
        byte[] buffer = new byte[16386];
        await accepted.ReadExactlyAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], buffer[^2..]);
    }

    [Theory, Requirement("C203", "N111")]
    [InlineData(32, true), InlineData(33, false)]
    public async Task Empty_application_data_is_legal_within_bounds(int count, bool allowed)
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        for (int i = 0; i < count; i++)
            client.Records.Send(ContentType.ApplicationData, []);
        if (!allowed)
        {
            await Refusal.RequireAsync(client.Records, accepted, AlertDescription.UnexpectedMessage);
            return;
        }
        client.Records.Send(ContentType.ApplicationData, [6]);
        byte[] buffer = new byte[1];
        Assert.Equal(1, await accepted.ReadAsync(buffer.AsMemory(), TestContext.Current.CancellationToken));
        Assert.Equal(6, buffer[0]);
    }

    [Theory, Requirement("N114")]
    [InlineData(32, true), InlineData(33, false)]
    public async Task Change_cipher_specs_are_dropped_within_bounds(int count, bool allowed)
    {
        ScriptedClient13 client = new(_server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        for (int i = 0; i < count; i++)
            client.Records.SendChangeCipherSpec();
        if (!allowed)
        {
            await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
            return;
        }
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(SslProtocols.Tls13, accepted.Info.Protocol);
    }

    [Fact, Requirement("C209", "N120")]
    public async Task A_hello_in_records_of_one_byte_and_of_any_minor_version_is_taken()
    {
        ScriptedClient13 client = new(_server);
        byte[] hello = client.EncodeHello();
        client.SendHello(hello);
        await using TlsStream whole = await FinishAsync(client);

        ScriptedClient13 again = new(_server);
        byte[] split = again.EncodeHello();
        byte minor = 0;
        foreach (byte value in split)
            again.Records.SendBytes([22, 3, (byte)(minor++ % 5), 0, 1, value]);
        byte[] answer = await again.Records.ReceiveMessageAsync(HandshakeType.ServerHello);
        Assert.Equal(0x1301, RawHello.Parse(answer.AsSpan(4), HandshakeType.ServerHello).Suites[0]);
    }

    [Fact, Requirement("N119")]
    public async Task Application_data_before_Finished_is_refused()
    {
        ScriptedClient13 client = new(_server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.Records.Send(ContentType.ApplicationData, [1]);
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
    }

    private static async Task<TlsStream> FinishAsync(ScriptedClient13 client)
    {
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.SendFinished();
        return await client.Accepting;
    }

    private static void SendBroken(RawRecords records, string what)
    {
        RawCipher cipher = records.Write!;
        switch (what)
        {
            case "a ciphertext of 2^14 + 257 bytes": records.SendBytes([23, 3, 3, 0x41, 1]); break;
            case "a content of 2^14 + 1 bytes": records.SendBytes(cipher.Seal(ContentType.ApplicationData, new byte[16385])); break;
            case "padding beyond 2^14 + 1": records.SendBytes(cipher.Seal(ContentType.ApplicationData, [1], padding: 16384)); break;
            case "only zeros": records.SendBytes(cipher.Seal(ContentType.Invalid, [], padding: 20)); break;
            case "no bytes at all": records.SendBytes(cipher.Seal(ContentType.Invalid, [])); break;
            case "an empty handshake fragment": records.Send(ContentType.Handshake, []); break;
            case "an empty alert": records.Send(ContentType.Alert, []); break;
            case "an alert of one byte": records.Send(ContentType.Alert, [2]); break;
            case "an alert of three bytes": records.Send(ContentType.Alert, [2, 40, 0]); break;
            case "two alerts": records.Send(ContentType.Alert, [2, 40, 2, 40]); break;
            case "a sealed change_cipher_spec": records.Send(ContentType.ChangeCipherSpec, [1]); break;
            case "a change_cipher_spec after Finished": records.SendChangeCipherSpec(); break;
            case "an unknown content type": records.Send((ContentType)24, [1]); break;
            case "an unknown outer type": records.SendBytes([24, 3, 3, 0, 1, 1]); break;
            case "a handshake record in clear": records.SendBytes([22, 3, 3, 0, 5, 24, 0, 0, 1, 0]); break;
            case "a broken tag":
                byte[] record = cipher.Seal(ContentType.ApplicationData, [1, 2, 3]);
                record[^1] ^= 1;
                records.SendBytes(record);
                break;
            default:
                records.Send(ContentType.Handshake, [24, 0]);
                records.Send(ContentType.ApplicationData, [1]);
                break;
        }
    }
}
