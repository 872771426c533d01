using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server against what a TLS 1.3 client sends at the end of its handshake and behind it.</summary>
public sealed class ServerPostHandshakeTests : IAsyncLifetime
{
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static TheoryData<byte, byte[], AlertDescription> Messages => new()
    {
        { (byte)HandshakeType.ClientHello, new byte[40], AlertDescription.UnexpectedMessage },
        { (byte)HandshakeType.NewSessionTicket, new byte[14], AlertDescription.UnexpectedMessage },
        { (byte)HandshakeType.Finished, new byte[32], AlertDescription.UnexpectedMessage },
        { (byte)HandshakeType.Certificate, [0, 0, 0, 0], AlertDescription.UnexpectedMessage },
        { (byte)HandshakeType.EndOfEarlyData, [], AlertDescription.UnexpectedMessage },
        { (byte)HandshakeType.KeyUpdate, [2], AlertDescription.IllegalParameter },
        { (byte)HandshakeType.KeyUpdate, [], AlertDescription.DecodeError },
        { (byte)HandshakeType.KeyUpdate, [0, 0], AlertDescription.DecodeError },
    };

    [Theory, MemberData(nameof(Messages)), Requirement("N61", "N79", "N82", "C083", "C191")]
    public async Task Only_KeyUpdate_may_follow_and_it_must_be_well_formed(byte type, byte[] body, AlertDescription alert)
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        client.Records.SendMessage(RawHello.Message((HandshakeType)type, body));
        await Refusal.RequireAsync(client.Records, accepted, alert);
    }

    [Fact, Requirement("N61")]
    public async Task What_may_not_follow_is_refused_by_its_header()
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        client.Records.Send(ContentType.Handshake, [(byte)HandshakeType.ClientHello, 1, 0, 0]);
        await Refusal.RequireAsync(client.Records, accepted, AlertDescription.UnexpectedMessage);
    }

    [Theory, Requirement("N83", "C189", "C191")]
    [InlineData((byte)HandshakeType.ClientHello), InlineData((byte)HandshakeType.KeyUpdate), InlineData((byte)HandshakeType.Certificate), InlineData((byte)HandshakeType.EndOfEarlyData)]
    public async Task Only_Finished_may_come_where_it_is_due(byte type)
    {
        ScriptedClient13 client = new(_server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.Records.SendMessage(RawHello.Message((HandshakeType)type, type == (byte)HandshakeType.EndOfEarlyData ? [] : [0]));
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
    }

    [Fact]
    public async Task A_wrong_Finished_is_a_decrypt_error()
    {
        ScriptedClient13 client = new(_server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        byte[] finished = client.MakeFinished();
        finished[^1] ^= 1;
        client.Records.SendMessage(finished);
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.DecryptError);
    }

    [Fact, Requirement("N84", "C204")]
    public async Task Nothing_may_share_a_record_with_a_KeyUpdate()
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        byte[] update = RawHello.Message(HandshakeType.KeyUpdate, [0]);
        client.Records.Send(ContentType.Handshake, [.. update, .. update]);
        await Refusal.RequireAsync(client.Records, accepted, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("C204")]
    public async Task Nothing_may_share_a_record_with_a_ClientHello()
    {
        ScriptedClient13 client = new(_server);
        client.Records.Send(ContentType.Handshake, [.. client.EncodeHello(), (byte)HandshakeType.Finished]);
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
    }

    [Theory, Requirement("N80")]
    [InlineData(32, true), InlineData(33, false)]
    public async Task KeyUpdates_in_a_row_are_bounded(int count, bool allowed)
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        for (int i = 0; i < count; i++)
        {
            client.Records.SendMessage(RawHello.Message(HandshakeType.KeyUpdate, [0]));
            client.Schedule.ClientApplication = RawSchedule13.Next(client.Schedule.ClientApplication);
            client.Records.Write = RawCipher.Tls13(client.Schedule.ClientApplication);
        }
        if (!allowed)
        {
            await Refusal.RequireAsync(client.Records, accepted, AlertDescription.UnexpectedMessage);
            return;
        }
        client.Records.Send(ContentType.ApplicationData, [1]);
        Assert.Equal(1, await accepted.ReadAsync(new byte[4].AsMemory(), TestContext.Current.CancellationToken));
    }

    [Fact, Requirement("N81", "C189")]
    public async Task A_KeyUpdate_that_asks_is_answered_before_the_next_data()
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        for (int i = 0; i < 2; i++)
        {
            client.Records.SendMessage(RawHello.Message(HandshakeType.KeyUpdate, [1]));
            client.Schedule.ClientApplication = RawSchedule13.Next(client.Schedule.ClientApplication);
            client.Records.Write = RawCipher.Tls13(client.Schedule.ClientApplication);
        }
        client.Records.Send(ContentType.ApplicationData, [1]);
        Assert.Equal(1, await accepted.ReadAsync(new byte[4].AsMemory(), TestContext.Current.CancellationToken));
        await accepted.WriteAsync(new byte[] { 2 }, TestContext.Current.CancellationToken);

        int answers = 0;
        while (true)
        {
            (ContentType type, byte[] content) = await client.Records.ReceiveAsync();
            if (type == ContentType.ApplicationData)
            {
                Assert.Equal([2], content);
                break;
            }
            Assert.Equal(ContentType.Handshake, type);
            if (content[0] == (byte)HandshakeType.NewSessionTicket)
                continue;
            Assert.Equal(RawHello.Message(HandshakeType.KeyUpdate, [0]), content);
            answers++;
            client.Schedule.ServerApplication = RawSchedule13.Next(client.Schedule.ServerApplication);
            client.Records.Read = RawCipher.Tls13(client.Schedule.ServerApplication);
        }
        // One answer may stand for both requests, if both were read before it went out (RFC 8446 §4.6.3).
        Assert.InRange(answers, 1, 2);
    }
}
