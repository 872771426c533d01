using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server against pre_shared_key and its binders in every wrong shape (RFC 8446 §4.2.9, §4.2.11).</summary>
public sealed class ServerPskSyntaxTests : IAsyncLifetime
{
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));
    private RawPsk _psk = null!;

    public async ValueTask InitializeAsync() => _psk = await ScriptedClient13.ObtainTicketAsync(_server);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact, Requirement("C139")]
    public async Task The_legal_offer_resumes()
    {
        ScriptedClient13 client = Offering();
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(ResumptionKind.PskDhe, accepted.Info.Resumption.Kind);
        Assert.Equal([HandshakeType.EncryptedExtensions, HandshakeType.Finished], client.Flight);
    }

    [Fact, Requirement("N01", "C126")]
    public async Task Any_bit_of_the_binder_matters()
    {
        for (int bit = 0; bit < 256; bit++)
        {
            ScriptedClient13 client = Offering();
            int flipped = bit;
            client.AlterBinder = (_, binder) =>
            {
                binder[flipped / 8] ^= (byte)(1 << (flipped % 8));
                return binder;
            };
            client.SendHello();
            await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.DecryptError);
        }
    }

    [Theory, Requirement("N02", "C125")]
    [InlineData(31, AlertDescription.DecryptError), InlineData(1, AlertDescription.DecryptError), InlineData(0, AlertDescription.DecodeError), InlineData(33, AlertDescription.DecryptError), InlineData(255, AlertDescription.DecryptError)]
    public async Task A_binder_of_another_length_is_refused(int length, AlertDescription alert) =>
        await RequireAsync(alert, client => client.Hello.Set(ExtensionType.PreSharedKey, RawExtensions.PreSharedKey([_psk], [new byte[length]])));

    [Fact, Requirement("N03", "C125")]
    public async Task No_binders_at_all_cannot_be_decoded() =>
        await RequireAsync(AlertDescription.DecodeError, client => client.Hello.Set(ExtensionType.PreSharedKey, RawExtensions.PreSharedKey([_psk], [])));

    [Theory, Requirement("N04", "C125")]
    [InlineData(1, 2), InlineData(2, 1)]
    public async Task As_many_binders_as_identities(int identities, int binders) => await RequireAsync(
        AlertDescription.IllegalParameter,
        client => client.Hello.Set(ExtensionType.PreSharedKey, RawExtensions.PreSharedKey(Enumerable.Repeat(_psk, identities), Enumerable.Repeat(new byte[32], binders))));

    [Theory, Requirement("N05", "C124")]
    [InlineData(0x0a0a), InlineData(21), InlineData(0xff01)]
    public async Task Nothing_may_follow_it(int type) => await RequireAsync(
        AlertDescription.IllegalParameter,
        client => client.Hello.Set(ExtensionType.PreSharedKey, RawExtensions.PreSharedKey([_psk], [new byte[32]])).Append((ushort)type, type == 0xff01 ? [0] : []));

    [Fact, Requirement("N05", "C124")]
    public async Task It_may_not_be_first() => await RequireAsync(
        AlertDescription.IllegalParameter,
        client => client.Hello.Extensions.Insert(0, ((ushort)ExtensionType.PreSharedKey, RawExtensions.PreSharedKey([_psk], [new byte[32]]))));

    [Fact, Requirement("N06", "C120")]
    public async Task It_needs_psk_key_exchange_modes() =>
        await RequireAsync(AlertDescription.MissingExtension, client => client.Hello.Remove(ExtensionType.PskKeyExchangeModes), _psk);

    [Fact, Requirement("N07")]
    public async Task An_empty_list_of_modes_cannot_be_decoded() =>
        await RequireAsync(AlertDescription.DecodeError, client => client.Hello.Set(ExtensionType.PskKeyExchangeModes, [0]), _psk);

    [Theory, Requirement("N08", "N09", "C121", "C123")]
    [InlineData(0xff), InlineData(0)]
    public async Task Modes_that_are_unknown_or_forbidden_are_a_full_handshake_without_tickets(byte mode)
    {
        ScriptedClient13 client = Offering();
        client.Hello.Set(ExtensionType.PskKeyExchangeModes, RawExtensions.PskModes(mode));
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.False(client.ServerHello!.Has(ExtensionType.PreSharedKey));
        Assert.Contains(HandshakeType.Certificate, client.Flight);
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.PskModeMismatch, 0), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline, accepted.Info.Resumption.TicketsIssued));
    }

    [Fact, Requirement("N10", "C125")]
    public async Task An_identity_of_no_bytes_cannot_be_decoded() => await RequireAsync(
        AlertDescription.DecodeError,
        client => client.Hello.Set(ExtensionType.PreSharedKey, RawExtensions.PreSharedKey([_psk with { Identity = [] }], [new byte[32]])));

    [Fact, Requirement("N11")]
    public async Task A_thousand_identities_buy_four_openings()
    {
        ScriptedClient13 client = new(_server);
        for (int i = 0; i < 4; i++)
            client.Psks.Add(new RawPsk(new byte[32], new byte[32], 0));
        client.Psks.Add(_psk);
        for (int i = 0; i < 400; i++)
            client.Psks.Add(new RawPsk(new byte[32], new byte[32], 0));
        client.SendHello();
        RawHello answer = await client.ReceiveServerHelloAsync();
        Assert.False(answer.Has(ExtensionType.PreSharedKey));
    }

    [Fact, Requirement("N12")]
    public async Task Bytes_behind_the_binders_cannot_be_decoded() => await RequireAsync(
        AlertDescription.DecodeError,
        client => client.Hello.Set(ExtensionType.PreSharedKey, [.. RawExtensions.PreSharedKey([_psk], [new byte[32]]), 0]));

    [Fact, Requirement("N18")]
    public async Task Two_of_them_are_refused()
    {
        byte[] body = RawExtensions.PreSharedKey([_psk], [new byte[32]]);
        await RequireAsync(
            AlertDescription.IllegalParameter,
            client => client.Hello.Append((ushort)ExtensionType.PreSharedKey, body).Append((ushort)ExtensionType.PreSharedKey, body));
    }

    [Theory, Requirement("C127")]
    [InlineData(true), InlineData(false)]
    public async Task Only_the_binder_of_the_selected_identity_counts(bool unknownFirst)
    {
        ScriptedClient13 client = new(_server);
        RawPsk unknown = new(new byte[48], new byte[32], 0);
        client.Psks.AddRange(unknownFirst ? [unknown, _psk] : [_psk, unknown]);
        client.AlterBinder = (index, binder) => client.Psks[index] == unknown ? new byte[32] : binder;
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.True(accepted.Info.Resumption.IsResumed);
        Assert.Equal([0, (byte)(unknownFirst ? 1 : 0)], client.ServerHello!.Extension(ExtensionType.PreSharedKey));
    }

    private ScriptedClient13 Offering()
    {
        ScriptedClient13 client = new(_server);
        client.Psks.Add(_psk);
        return client;
    }

    private async Task RequireAsync(AlertDescription alert, Action<ScriptedClient13> breakIt, RawPsk? psk = null)
    {
        ScriptedClient13 client = new(_server);
        if (psk is not null)
            client.Psks.Add(psk);
        breakIt(client);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, alert);
    }
}
