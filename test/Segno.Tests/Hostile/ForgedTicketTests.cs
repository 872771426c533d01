using System.Buffers.Binary;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>
/// Tickets that were sealed by somebody: under a key that is not the server's, or under the server's own around what is no session of its.
/// A full handshake each time, and never an alert.
/// </summary>
public sealed class ForgedTicketTests : IAsyncLifetime
{
    private const int Seed = 26;
    private const int AgeAddOffset = 49 + 32;

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly StekTicketProtector _keys;
    private readonly TlsServer _server;
    private readonly byte[] _name = new byte[16];
    private readonly byte[] _secret = new byte[32];
    private RawPsk _psk = null!;
    private byte[] _ticket = null!;
    private byte[] _master = null!;

    public ForgedTicketTests()
    {
        _keys = new StekTicketProtector(TimeSpan.FromHours(1), TimeSpan.FromHours(1), _clock, new FixedRandom(Seed));
        // What the ring drew first: the name of its key, and the key.
        FixedRandom known = new(Seed);
        known.Fill(_name);
        known.Fill(_secret);
        _server = TestPeers.Server(TestHosts.ServerOptions(_clock, resumption: new ServerResumptionOptions { TicketProtector = _keys }));
    }

    public async ValueTask InitializeAsync()
    {
        _psk = await ScriptedClient13.ObtainTicketAsync(_server);
        ScriptedClient12 client = new(_server, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        (_ticket, _master) = (client.Ticket!, client.Master);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
    }

    [Fact]
    public async Task What_was_sealed_by_the_right_key_around_its_own_session_resumes()
    {
        Assert.Equal(_name, _psk.Identity[1..17]);
        await RequireAsync(Seal13(Session13()), resumes: true);
        await RequireAsync(Seal12(Session12()), resumes: true, tls13: false);
    }

    [Theory, Requirement("N26", "N24")]
    [InlineData(false, false, ResumptionDecline.Damaged), InlineData(true, false, ResumptionDecline.UnknownKey)]
    [InlineData(false, true, ResumptionDecline.Damaged)]
    public async Task A_ticket_under_the_zero_key_or_any_other_is_a_full_handshake(bool zeroName, bool random, ResumptionDecline decline)
    {
        byte[] name = zeroName ? new byte[16] : _name;
        byte[] secret = random ? RandomNumberGenerator.GetBytes(32) : new byte[32];
        await RequireAsync(Seal(Plaintext(Session13()), 0x0304, name, secret), decline);
        await RequireAsync(Seal(Plaintext(Session12()), 0x0303, name, secret), decline, tls13: false);
    }

    public static TheoryData<string> Contents => new(
        "format version 0", "format version 2", "format version 255", "an unknown flag", "the other TLS version", "a byte more", "a byte less", "nothing but its version",
        "a name longer than what is there", "a protocol longer than what is there", "a secret of another length");

    [Theory, MemberData(nameof(Contents)), Requirement("N27")]
    public async Task A_session_that_cannot_be_is_a_full_handshake_and_the_account_says_damaged(string what)
    {
        await RequireAsync(Seal13(Spoil(Session13(), 32 + 8, what)), ResumptionDecline.Damaged);
        await RequireAsync(Seal12(Spoil(Session12(), 48, what)), ResumptionDecline.Damaged, tls13: false);
    }

    [Theory, Requirement("N27")]
    [InlineData(0), InlineData(-1), InlineData(1), InlineData(0xffff)]
    public async Task A_length_inside_that_lies_is_a_full_handshake(int lie)
    {
        foreach (bool tls13 in new[] { true, false })
        {
            byte[] session = tls13 ? Session13() : Session12();
            byte[] plaintext = Plaintext(session);
            // One byte more is one of padding, which the session does not have; one less leaves what is no padding.
            BinaryPrimitives.WriteUInt16BigEndian(plaintext, (ushort)(lie is 1 or -1 ? session.Length + lie : lie));
            await RequireAsync(Seal(plaintext, (ushort)(tls13 ? 0x0304 : 0x0303), _name, _secret), ResumptionDecline.Damaged, tls13);
        }
    }

    [Fact, Requirement("N49")]
    public async Task A_session_without_ticket_age_add_is_a_full_handshake()
    {
        byte[] session = Session13();
        Assert.Equal(_psk.Age, BinaryPrimitives.ReadUInt32BigEndian(session.AsSpan(AgeAddOffset)));
        await RequireAsync(Seal13([.. session[..AgeAddOffset], .. session[(AgeAddOffset + 4)..]]), ResumptionDecline.Damaged);
    }

    [Fact, Requirement("N49")]
    public async Task A_ticket_age_add_of_zero_is_a_value_as_any_other()
    {
        byte[] session = Session13();
        session.AsSpan(AgeAddOffset, 4).Clear();
        await RequireAsync(Seal13(session), resumes: true);
    }

    private static byte[] Spoil(byte[] session, int secretAndMore, string what)
    {
        int protocol = 49 + secretAndMore;
        switch (what)
        {
            case "format version 0": session[0] = 0; break;
            case "format version 2": session[0] = 2; break;
            case "format version 255": session[0] = 255; break;
            case "an unknown flag": session[1] |= 0x10; break;
            case "the other TLS version": session[1] ^= 1; break;
            case "a byte more": return [.. session, 0];
            case "a byte less": return session[..^1];
            case "nothing but its version": return session[..1];
            case "a name longer than what is there": session[protocol + 1] = 1; break;
            case "a protocol longer than what is there": session[protocol] = 255; break;
            default: session[48] ^= 1; break;
        }
        return session;
    }

    private byte[] Session13() => Open(_psk.Identity, 0x0304);

    private byte[] Session12() => Open(_ticket, 0x0303);

    private byte[] Seal13(byte[] session) => Seal(Plaintext(session), 0x0304, _name, _secret);

    private byte[] Seal12(byte[] session) => Seal(Plaintext(session), 0x0303, _name, _secret);

    private byte[] Open(byte[] ticket, ushort version)
    {
        byte[] session = new byte[ITicketProtector.MaxTicketBytes];
        TicketOpening opening = _keys.OpenAsync(ticket, new TicketContext(version), session, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
        Assert.Equal(TicketStatus.Opened, opening.Status);
        return session[..opening.Length];
    }

    /// <summary>Its length, the session, and zeros up to a multiple of 64: docs/formats/ticket.md.</summary>
    private static byte[] Plaintext(byte[] session) => [.. RawHello.U16(session.Length), .. session, .. new byte[((64 - ((session.Length + 2) % 64)) % 64)]];

    private static byte[] Seal(byte[] plaintext, ushort version, byte[] name, byte[] secret)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(32);
        byte[] derived = HKDF.Expand(HashAlgorithmName.SHA256, secret, 60, [.. "segno ticket 1"u8, .. salt]);
        byte[] header = [1, .. name, .. salt, .. derived[44..]];
        byte[] ticket = [.. header, .. new byte[plaintext.Length + 16]];
        using AesGcm aead = new(derived.AsSpan(0, 32), 16);
        aead.Encrypt(derived.AsSpan(32, 12), plaintext, ticket.AsSpan(65, plaintext.Length), ticket.AsSpan(65 + plaintext.Length), [.. header, .. RawHello.U16(version), 1]);
        return ticket;
    }

    private async Task RequireAsync(byte[] ticket, ResumptionDecline decline = ResumptionDecline.None, bool tls13 = true, bool resumes = false)
    {
        if (tls13)
        {
            ScriptedClient13 client = new(_server);
            client.Psks.Add(_psk with { Identity = ticket });
            await using TlsStream accepted = await client.ConnectAsync();
            Assert.Equal((resumes, decline), (accepted.Info.Resumption.IsResumed, accepted.Info.Resumption.Decline));
        }
        else
        {
            ScriptedClient12 client = new(_server, ticket: ticket) { Master = _master };
            await using TlsStream accepted = await client.ConnectAsync(expectResumption: resumes);
            Assert.Equal((resumes, decline), (accepted.Info.Resumption.IsResumed, accepted.Info.Resumption.Decline));
        }
    }
}
