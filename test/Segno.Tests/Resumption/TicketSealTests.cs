using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Tests.Architecture;

namespace Segno.Tests.Resumption;

/// <summary>What RFC 5077 §4 and §5 ask of the seal: nothing is read before its tag is right, keys serve nothing else, and a stranger's ticket costs nothing.</summary>
public sealed class TicketSealTests : IDisposable
{
    private const int CiphertextOffset = 65;
    private static readonly TicketContext s_context = new(0x0304);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(Sessions.Start);
    private readonly DrawnRandom _random = new();
    private readonly StekTicketProtector _protector;

    public TicketSealTests() => _protector = new StekTicketProtector(s_hour, s_hour, _time, _random);

    public void Dispose() => _protector.Dispose();

    [Fact, Requirement("C044")]
    public void A_ticket_shows_nothing_of_its_session()
    {
        byte[] session = RandomNumberGenerator.GetBytes(300);
        byte[] ticket = Seal(session);
        for (int i = 0; i + 4 <= session.Length; i++)
            Assert.Equal(-1, ticket.AsSpan().IndexOf(session.AsSpan(i, 4)));
        // Nor do two sessions that are equal, or differ in one bit, look alike.
        byte[] again = Seal(session);
        Assert.Equal(ticket.Length, again.Length);
        int same = Enumerable.Range(CiphertextOffset, ticket.Length - CiphertextOffset).Count(i => ticket[i] == again[i]);
        Assert.InRange(same, 0, 30);
    }

    [Theory, Requirement("C044")]
    [InlineData("a length of zero"), InlineData("a length beyond its end"), InlineData("padding that is not zero"), InlineData("nothing wrong")]
    public void What_lies_behind_a_wrong_tag_is_not_looked_at(string inside)
    {
        byte[] session = [.. Enumerable.Repeat((byte)7, 100)];
        byte[] ticket = Seal(session);
        byte[] plaintext = [.. RawU16(inside switch { "a length of zero" => 0, "a length beyond its end" => 0xffff, _ => 100 }), .. session, .. new byte[26]];
        if (inside == "padding that is not zero")
            plaintext[^1] = 1;
        Reseal(ticket, plaintext);
        byte[] buffer = [.. Enumerable.Repeat((byte)0xee, ITicketProtector.MaxTicketBytes)];
        Assert.Equal(inside == "nothing wrong", Open(ticket, buffer).Status == TicketStatus.Opened);
        for (int bit = 0; bit < 128; bit++)
        {
            byte[] altered = [.. ticket];
            altered[^(1 + (bit / 8))] ^= (byte)(1 << (bit % 8));
            buffer.AsSpan().Fill(0xee);
            Assert.Equal((TicketStatus.Damaged, 0), (Open(altered, buffer).Status, Open(altered, buffer).Length));
            // The same for all that may lie inside: none of it is left in the room for the session.
            Assert.Equal(-1, buffer.AsSpan().IndexOf((byte)7));
        }
    }

    [Fact, Requirement("C045")]
    public void A_key_has_256_bits_and_each_ticket_a_key_of_its_own()
    {
        Assert.Equal([TicketFormat.KeyNameLength, 32], _random.Lengths);
        byte[] one = Seal([1]), two = Seal([1]);
        // A salt of 32 bytes for each ticket, from the same source as the key.
        Assert.Equal([TicketFormat.KeyNameLength, 32, 32, 32], _random.Lengths);
        Assert.NotEqual(Derive(one), Derive(two));
        // The secret itself encrypts nothing.
        Assert.NotEqual(_random.Drawn[1], Derive(one)[..32]);
    }

    [Theory, Requirement("C045")]
    [InlineData("segno ticket 1", 1, TicketStatus.Opened), InlineData("segno ticket 2", 1, TicketStatus.Damaged), InlineData("segno ticket 1", 2, TicketStatus.Damaged)]
    public void The_number_of_the_format_is_in_the_key_and_in_what_the_tag_covers(string label, byte version, TicketStatus expected)
    {
        byte[] ticket = Seal([.. Enumerable.Repeat((byte)7, 100)]);
        Reseal(ticket, [0, 100, .. Enumerable.Repeat((byte)7, 100), .. new byte[26]], label, version);
        Assert.Equal(expected, Open(ticket, new byte[ITicketProtector.MaxTicketBytes]).Status);
        // In the ticket's first byte another number is another format, whose tickets nobody here can have sealed.
        ticket[0] = 2;
        Assert.Equal(TicketStatus.Damaged, Open(ticket, new byte[ITicketProtector.MaxTicketBytes]).Status);
    }

    [Fact, Requirement("C045")]
    public void Nothing_but_tickets_is_derived_from_a_ticket_key()
    {
        string[] users = [.. Repository.SourceFiles(Path.Combine("src", "Segno"))
            .Where(file => File.ReadAllText(file).Contains(nameof(Stek.TryExpand), StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(["Stek.cs", "TicketFormat.cs"], users);
    }

    [Fact, Requirement("C046")]
    public void A_ticket_of_an_unknown_name_is_refused_before_any_cryptography()
    {
        byte[] buffer = new byte[ITicketProtector.MaxTicketBytes];
        byte[] known = Seal(new byte[500]);
        byte[] unknown = [.. known];
        unknown[TicketFormat.KeyNameOffset] ^= 1;
        known[^1] ^= 1;
        Assert.Equal((TicketStatus.UnknownKey, TicketStatus.Damaged), (Open(unknown, buffer).Status, Open(known, buffer).Status));
        // An AEAD is an object with a handle: the name's text is all that the stranger's ticket costs.
        long text = Allocated(() => Convert.ToHexStringLower(unknown.AsSpan(TicketFormat.KeyNameOffset, TicketFormat.KeyNameLength)));
        Assert.Equal(text, Allocated(() => Open(unknown, buffer)));
        Assert.InRange(Allocated(() => Open(known, buffer)), text + 1, long.MaxValue);
    }

    [Theory, Requirement("C046", "C045")]
    [InlineData(60, 60, 3), InlineData(60, 40, 3), InlineData(10, 60, 8), InlineData(60, 167 * 60, 169)]
    public void There_are_few_keys_to_look_among(int periodMinutes, int lifetimeMinutes, int most)
    {
        using StekTicketProtector protector = new(TimeSpan.FromMinutes(periodMinutes), TimeSpan.FromMinutes(lifetimeMinutes), _time, TlsRandom.System);
        HashSet<string> names = [];
        for (int i = 0; i < 400; i++)
        {
            Assert.InRange(protector.Keys.Count, 1, most);
            names.UnionWith(protector.Keys.Select(key => key.Name));
            _time.Advance(TimeSpan.FromMinutes(periodMinutes));
        }
        // And they do change, with every period.
        Assert.InRange(names.Count, 399, 401);
    }

    private static long Allocated(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static byte[] RawU16(int value) => [(byte)(value >> 8), (byte)(value & 0xff)];

    private byte[] Seal(byte[] session)
    {
        byte[] ticket = new byte[ITicketProtector.MaxTicketBytes];
        Task<TicketSealing> sealing = _protector.SealAsync(session, s_context, ticket, TestContext.Current.CancellationToken).AsTask();
        Assert.True(sealing.IsCompletedSuccessfully);
        return ticket[..sealing.GetAwaiter().GetResult().Length];
    }

    private TicketOpening Open(byte[] ticket, byte[] buffer)
    {
        ValueTask<TicketOpening> opening = _protector.OpenAsync(ticket, s_context, buffer, CancellationToken.None);
        return opening.IsCompletedSuccessfully ? opening.Result : throw new InvalidOperationException("The built-in protector answers at once.");
    }

    /// <summary>Key (32), nonce (12) and commitment (16) of a ticket, from the secret as it was drawn.</summary>
    private byte[] Derive(byte[] ticket, string label = "segno ticket 1") => HKDF.Expand(
        HashAlgorithmName.SHA256, _random.Drawn[1], 60, [.. System.Text.Encoding.ASCII.GetBytes(label), .. ticket.AsSpan(TicketFormat.SaltOffset, TicketFormat.SaltLength)]);

    /// <summary>Puts another plaintext into a ticket, under another label or version if it must be.</summary>
    private void Reseal(byte[] ticket, byte[] plaintext, string label = "segno ticket 1", byte version = 1)
    {
        byte[] derived = Derive(ticket, label);
        derived.AsSpan(44).CopyTo(ticket.AsSpan(TicketFormat.CommitmentOffset));
        using AesGcm aead = new(derived.AsSpan(0, 32), TicketFormat.TagLength);
        aead.Encrypt(
            derived.AsSpan(32, 12), plaintext, ticket.AsSpan(CiphertextOffset, plaintext.Length), ticket.AsSpan(CiphertextOffset + plaintext.Length),
            [version, .. ticket.AsSpan(1, CiphertextOffset - 1), 0x03, 0x04, 1]);
    }

    /// <summary>Remembers what it gave.</summary>
    private sealed class DrawnRandom : TlsRandom
    {
        public List<byte[]> Drawn { get; } = [];

        public IEnumerable<int> Lengths => Drawn.Select(drawn => drawn.Length);

        public override void Fill(Span<byte> destination)
        {
            System.Fill(destination);
            Drawn.Add(destination.ToArray());
        }
    }
}
