using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Tickets;

namespace Segno.Tests.Resumption;

public sealed class StekTicketProtectorTests : IDisposable
{
    private static readonly TicketContext s_tls12 = new(0x0303), s_tls13 = new(0x0304);
    private static readonly TimeSpan s_period = TimeSpan.FromHours(1), s_lifetime = TimeSpan.FromMinutes(40);
    private static readonly byte[] s_session = [.. Enumerable.Range(1, 111).Select(i => (byte)i)];

    private readonly FakeTimeProvider _time = new(Sessions.Start);
    private readonly StekTicketProtector _protector;

    public StekTicketProtectorTests() => _protector = new StekTicketProtector(s_period, s_lifetime, _time, TlsRandom.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _protector.Dispose();

    private static (byte[] Ticket, TicketSealing Sealing) Seal(StekTicketProtector protector, byte[] session, TicketContext context)
    {
        byte[] ticket = new byte[ITicketProtector.MaxTicketBytes];
        Task<TicketSealing> sealing = protector.SealAsync(session, context, ticket, Token).AsTask();
        Assert.True(sealing.IsCompletedSuccessfully);
        TicketSealing result = sealing.GetAwaiter().GetResult();
        return (ticket[..result.Length], result);
    }

    private byte[] Seal() => Seal(_protector, s_session, s_tls13).Ticket;

    private static TicketOpening Open(StekTicketProtector protector, ReadOnlyMemory<byte> ticket, TicketContext context, byte[] buffer)
    {
        Task<TicketOpening> opening = protector.OpenAsync(ticket, context, buffer, Token).AsTask();
        Assert.True(opening.IsCompletedSuccessfully);
        return opening.GetAwaiter().GetResult();
    }

    private TicketStatus Status(ReadOnlyMemory<byte> ticket, TicketContext? context = null, StekTicketProtector? protector = null)
    {
        byte[] buffer = new byte[ITicketProtector.MaxTicketBytes];
        TicketOpening opening = Open(protector ?? _protector, ticket, context ?? s_tls13, buffer);
        bool opened = opening.Status is TicketStatus.Opened or TicketStatus.OpenedRenew;
        Assert.Equal(opened ? s_session.Length : 0, opening.Length);
        // What does not open leaves nothing behind; what does, only the session.
        Assert.Equal(opened ? s_session : [], buffer[..opening.Length]);
        Assert.Equal(-1, buffer.AsSpan(opening.Length).IndexOfAnyExcept((byte)0));
        return opening.Status;
    }

    [Fact]
    public async Task A_ticket_opens_under_its_version_and_names_its_key()
    {
        (byte[] ticket, TicketSealing sealing) = Seal(_protector, s_session, s_tls12);
        Assert.Equal(s_lifetime, sealing.Lifetime);
        Assert.Equal(TicketRefusal.None, sealing.Refusal);
        Assert.Equal(TicketStatus.Opened, Status(ticket, s_tls12));
        TicketOpening opening = Open(_protector, ticket, s_tls12, new byte[ITicketProtector.MaxTicketBytes]);
        Assert.Equal(Convert.ToHexStringLower(ticket.AsSpan(1, 16)), opening.KeyName);
        Assert.Equal(_protector.Keys[0].Name, opening.KeyName);
        Assert.True(await _protector.SpendAsync(opening.Receipt, Token));
    }

    [Fact, Requirement("C045", "C242", "A27")]
    public void The_envelope_is_what_the_format_says()
    {
        using StekTicketProtector protector = new(s_period, s_lifetime, _time, new KnownRandom());
        byte[] ticket = Seal(protector, s_session, s_tls13).Ticket;
        Assert.Equal(81 + 128, ticket.Length);
        Assert.Equal(1, ticket[0]);
        // KnownRandom's bytes are its first, second, third …: the name (16), the secret (32), then the salt (32).
        Assert.Equal(Count(1, 16), ticket[1..17]);
        Assert.Equal(Count(49, 32), ticket[17..49]);

        byte[] derived = HKDF.Expand(HashAlgorithmName.SHA256, Count(17, 32), 60, [.. "segno ticket 1"u8, .. Count(49, 32)]);
        Assert.Equal(derived[44..], ticket[49..65]);
        byte[] plaintext = new byte[128];
        using AesGcm aead = new(derived.AsSpan(0, 32), 16);
        aead.Decrypt(derived.AsSpan(32, 12), ticket.AsSpan(65, 128), ticket.AsSpan(193), plaintext, [.. ticket.AsSpan(0, 65), 0x03, 0x04, 1]);
        Assert.Equal([0, 111, .. s_session, .. new byte[15]], plaintext);

        static byte[] Count(int from, int length) => KnownRandom.Bytes(from, length);
    }

    [Fact]
    public void A_ticket_whose_commitment_is_not_its_keys_does_not_open_though_its_tag_is_right()
    {
        using StekTicketProtector protector = new(s_period, s_lifetime, _time, new KnownRandom());
        byte[] ticket = Seal(protector, s_session, s_tls13).Ticket;
        Assert.Equal(TicketStatus.Opened, Status(Reseal(), protector: protector));
        ticket[49] ^= 1;
        Assert.Equal(TicketStatus.Damaged, Status(Reseal(), protector: protector));

        byte[] Reseal()
        {
            byte[] secret = KnownRandom.Bytes(17, 32);
            byte[] derived = HKDF.Expand(HashAlgorithmName.SHA256, secret, 60, [.. "segno ticket 1"u8, .. ticket.AsSpan(17, 32)]);
            byte[] resealed = [.. ticket];
            byte[] plaintext = [0, 111, .. s_session, .. new byte[15]];
            using AesGcm aead = new(derived.AsSpan(0, 32), 16);
            aead.Encrypt(derived.AsSpan(32, 12), plaintext, resealed.AsSpan(65, 128), resealed.AsSpan(193), [.. resealed.AsSpan(0, 65), 0x03, 0x04, 1]);
            return resealed;
        }
    }

    [Theory]
    [InlineData(0, "no session")]
    [InlineData(127, "longer than what is there")]
    [InlineData(110, "padding that is not zero")]
    public void A_length_that_lies_inside_does_not_open(byte length, string what)
    {
        using StekTicketProtector protector = new(s_period, s_lifetime, _time, new KnownRandom());
        byte[] ticket = Seal(protector, s_session, s_tls13).Ticket;
        byte[] secret = KnownRandom.Bytes(17, 32);
        byte[] derived = HKDF.Expand(HashAlgorithmName.SHA256, secret, 60, [.. "segno ticket 1"u8, .. ticket.AsSpan(17, 32)]);
        byte[] plaintext = [0, length, .. s_session, .. new byte[15]];
        using AesGcm aead = new(derived.AsSpan(0, 32), 16);
        aead.Encrypt(derived.AsSpan(32, 12), plaintext, ticket.AsSpan(65, 128), ticket.AsSpan(193), [.. ticket.AsSpan(0, 65), 0x03, 0x04, 1]);
        Assert.True(Status(ticket, protector: protector) == TicketStatus.Damaged, what);
    }

    [Fact, Requirement("N20", "C044", "A27")]
    public void Every_bit_flip_is_a_ticket_that_does_not_open()
    {
        byte[] ticket = Seal();
        for (int bit = 0; bit < ticket.Length * 8; bit++)
        {
            ticket[bit / 8] ^= (byte)(1 << (bit % 8));
            TicketStatus expected = bit / 8 is >= 1 and < 17 ? TicketStatus.UnknownKey : TicketStatus.Damaged;
            Assert.Equal(expected, Status(ticket));
            ticket[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Equal(TicketStatus.Opened, Status(ticket));
    }

    [Fact, Requirement("N21", "N22")]
    public void Every_truncation_and_extension_is_a_ticket_that_does_not_open()
    {
        byte[] ticket = Seal();
        for (int length = 0; length < ticket.Length; length++)
            Assert.Equal(TicketStatus.Damaged, Status(ticket.AsMemory(0, length)));
        foreach (int more in new[] { 1, 16, 64, 1000, 5000 })
            Assert.Equal(TicketStatus.Damaged, Status((byte[])[.. ticket, .. new byte[more]]));
    }

    [Fact]
    public void A_ticket_too_short_for_a_key_name_names_none()
    {
        byte[] ticket = Seal();
        Assert.Null(Open(_protector, ticket.AsMemory(0, 16), s_tls13, new byte[4096]).KeyName);
        Assert.NotNull(Open(_protector, ticket.AsMemory(0, 17), s_tls13, new byte[4096]).KeyName);
    }

    [Fact, Requirement("N24")]
    public void A_ticket_of_another_deployment_does_not_open()
    {
        using StekTicketProtector other = new(s_period, s_lifetime, _time, TlsRandom.System);
        byte[] ticket = Seal(other, s_session, s_tls13).Ticket;
        Assert.Equal(TicketStatus.UnknownKey, Status(ticket));
        // The same name over another key.
        Seal().AsSpan(1, 16).CopyTo(ticket.AsSpan(1));
        Assert.Equal(TicketStatus.Damaged, Status(ticket));
    }

    [Fact, Requirement("N25")]
    public void Zeros_do_not_open()
    {
        byte[] ticket = Seal();
        Assert.Equal(TicketStatus.Damaged, Status(new byte[ticket.Length]));
        Assert.Equal(TicketStatus.UnknownKey, Status((byte[])[1, .. new byte[ticket.Length - 1]]));
        ticket.AsSpan(17).Clear();
        Assert.Equal(TicketStatus.Damaged, Status(ticket));
    }

    [Fact, Requirement("N30", "N31")]
    public void A_ticket_of_one_version_does_not_open_for_the_other()
    {
        Assert.Equal(TicketStatus.Damaged, Status(Seal(_protector, s_session, s_tls12).Ticket, s_tls13));
        Assert.Equal(TicketStatus.Damaged, Status(Seal(_protector, s_session, s_tls13).Ticket, s_tls12));
    }

    [Theory]
    [InlineData(1, 145)]
    [InlineData(62, 145)]
    [InlineData(63, 209)]
    [InlineData(126, 209)]
    [InlineData(3966, 4049)]
    public void Lengths_are_padded_to_buckets(int session, int ticket)
    {
        byte[] sealedTicket = Seal(_protector, new byte[session], s_tls13).Ticket;
        Assert.Equal(ticket, sealedTicket.Length);
        byte[] buffer = new byte[4096];
        Assert.Equal(session, Open(_protector, sealedTicket, s_tls13, buffer).Length);
    }

    [Fact]
    public void A_session_that_does_not_fit_is_too_large()
    {
        Assert.Equal(TicketRefusal.None, Seal(_protector, new byte[3966], s_tls13).Sealing.Refusal);
        Assert.Equal(new TicketSealing(0, default, TicketRefusal.TooLarge), Seal(_protector, new byte[3967], s_tls13).Sealing);
    }

    [Fact]
    public void No_two_tickets_are_alike()
    {
        byte[] one = Seal(), two = Seal();
        Assert.NotEqual(one[17..49], two[17..49]);
        Assert.NotEqual(one[65..], two[65..]);
    }

    [Fact, Requirement("C045", "C243", "N48", "A17")]
    public void Keys_take_turns_and_each_opens_until_its_last_ticket_has_expired()
    {
        byte[] first = Seal();
        Stek key = _protector.Ring.Keys[0];
        _time.Advance(s_period - Sessions.Second);
        (byte[] last, TicketSealing sealing) = Seal(_protector, s_session, s_tls13);
        Assert.Equal(first[1..17], last[1..17]);
        Assert.Equal(s_lifetime, sealing.Lifetime);
        Assert.Equal(TicketStatus.Opened, Status(first));

        _time.Advance(Sessions.Second);
        Assert.NotEqual(first[1..17], Seal()[1..17]);
        Assert.Equal(TicketStatus.OpenedRenew, Status(first));
        Assert.Collection(
            _protector.Keys,
            info => Assert.Equal((true, TimeSpan.Zero, s_period + s_lifetime), (info.Seals, info.Age, info.OpensFor)),
            info => Assert.Equal((false, s_period, s_lifetime), (info.Seals, info.Age, info.OpensFor)));

        _time.Advance(s_lifetime);
        Assert.Equal(TicketStatus.OpenedRenew, Status(last));
        _time.Advance(Sessions.Second);
        Assert.Equal(TicketStatus.UnknownKey, Status(last));
        Assert.False(key.TryExpand([], new byte[16]));
    }

    [Fact, Requirement("C243", "A17")]
    public void An_idle_process_destroys_its_keys_and_zeroes_them()
    {
        byte[] secret = new byte[32];
        CapturingRandom random = new(secret);
        using StekTicketProtector protector = new(s_period, s_lifetime, _time, random);
        Stek key = protector.Ring.Keys[0];
        Assert.True(key.TryExpand([], new byte[16]));
        unsafe
        {
            // Keeps the address of the pinned slot, which outlives the key.
            ReadOnlySpan<byte> slot = new(random.Slot, 32);
            Assert.Equal(secret, slot.ToArray());
            _time.Advance(s_period + s_lifetime);
            Assert.Equal(secret, slot.ToArray());
            Assert.Contains(key, protector.Ring.Keys);
            _time.Advance(Sessions.Second);
            Assert.DoesNotContain(key, protector.Ring.Keys);
            Assert.NotEqual(secret, slot.ToArray());
        }
        Assert.False(key.TryExpand([], new byte[16]));
    }

    [Fact]
    public void A_clock_that_goes_back_stops_the_sealing_and_lengthens_no_life()
    {
        ShiftableTime time = new(_time);
        using StekTicketProtector protector = new(s_period, s_lifetime, time, TlsRandom.System);
        byte[] ticket = Seal(protector, s_session, s_tls13).Ticket;
        time.Shift = -TimeSpan.FromSeconds(60);
        Assert.Equal(TicketRefusal.None, Seal(protector, s_session, s_tls13).Sealing.Refusal);
        time.Shift = -TimeSpan.FromSeconds(61);
        Assert.Equal(TicketRefusal.NoKey, Seal(protector, s_session, s_tls13).Sealing.Refusal);
        Assert.Equal(TicketStatus.OpenedRenew, Status(ticket, protector: protector));

        time.Shift = -TimeSpan.FromDays(30);
        _time.Advance(s_period + s_lifetime);
        Assert.Equal(TicketStatus.OpenedRenew, Status(ticket, protector: protector));
        Assert.Equal(TicketRefusal.None, Seal(protector, s_session, s_tls13).Sealing.Refusal);
        _time.Advance(Sessions.Second);
        Assert.Equal(TicketStatus.UnknownKey, Status(ticket, protector: protector));
    }

    [Fact]
    public void A_clock_that_jumps_ahead_ends_keys_at_once()
    {
        ShiftableTime time = new(_time);
        using StekTicketProtector protector = new(s_period, s_lifetime, time, TlsRandom.System);
        byte[] ticket = Seal(protector, s_session, s_tls13).Ticket;
        time.Shift = TimeSpan.FromDays(1);
        Assert.Equal(TicketStatus.UnknownKey, Status(ticket, protector: protector));
        Assert.Single(protector.Keys);
    }

    [Fact, Requirement("A30")]
    public void Without_randomness_nothing_is_sealed_old_keys_die_and_it_recovers()
    {
        FailingRandom random = new();
        using StekTicketProtector protector = new(s_period, s_lifetime, _time, random);
        byte[] ticket = Seal(protector, s_session, s_tls13).Ticket;
        random.Fails = true;
        _time.Advance(s_period);
        Assert.Equal(TicketRefusal.NoKey, Seal(protector, s_session, s_tls13).Sealing.Refusal);
        Assert.Equal(TicketStatus.OpenedRenew, Status(ticket, protector: protector));
        _time.Advance(s_lifetime + Sessions.Second);
        Assert.Empty(protector.Ring.Keys);
        Assert.Equal(TicketStatus.UnknownKey, Status(ticket, protector: protector));
        random.Fails = false;
        Assert.Equal(TicketRefusal.None, Seal(protector, s_session, s_tls13).Sealing.Refusal);
    }

    [Fact]
    public void After_disposal_nothing_opens_and_nothing_is_sealed()
    {
        byte[] ticket = Seal();
        _protector.Dispose();
        _protector.Dispose();
        Assert.Equal(TicketStatus.UnknownKey, Status(ticket));
        Assert.Equal(TicketRefusal.NoKey, Seal(_protector, s_session, s_tls13).Sealing.Refusal);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(_protector.Keys);
    }

    [Fact]
    public async Task Threads_seal_and_open_while_keys_come_and_go()
    {
        using StekTicketProtector protector = new(TimeSpan.FromSeconds(2), Sessions.Second, _time, TlsRandom.System);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        int opened = 0;
        Task[] threads = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                byte[] buffer = new byte[4096];
                while (!stop.IsCancellationRequested)
                {
                    (byte[] ticket, TicketSealing sealing) = Seal(protector, s_session, s_tls13);
                    if (sealing.Length == 0)
                        continue;
                    TicketOpening opening = Open(protector, ticket, s_tls13, buffer);
                    Assert.NotEqual(TicketStatus.Damaged, opening.Status);
                    if (opening.Length > 0)
                    {
                        Assert.Equal(s_session, buffer[..opening.Length]);
                        Interlocked.Increment(ref opened);
                    }
                }
            },
            Token))];
        for (int i = 0; i < 300; i++)
        {
            _time.Advance(Sessions.Second);
            await Task.Yield();
        }
        while (Volatile.Read(ref opened) < 100 && !threads.Any(task => task.IsCompleted))
            await Task.Yield();
        await stop.CancelAsync();
        await Task.WhenAll(threads);
        Assert.InRange(opened, 100, int.MaxValue);
    }

    /// <summary>The triangular numbers, which are known and yet pass for a key: neither they nor their steps repeat.</summary>
    private sealed class KnownRandom : TlsRandom
    {
        private int _next = 1;

        public static byte[] Bytes(int from, int length) => [.. Enumerable.Range(from, length).Select(i => (byte)(i * (i + 1) / 2 % 256))];

        public override void Fill(Span<byte> destination)
        {
            Bytes(_next, destination.Length).CopyTo(destination);
            _next += destination.Length;
        }
    }

    private sealed class FailingRandom : TlsRandom
    {
        public bool Fails { get; set; }

        public override void Fill(Span<byte> destination)
        {
            if (Fails)
                throw new CryptographicException("no entropy");
            System.Fill(destination);
        }
    }

    /// <summary>Remembers where the first secret lies.</summary>
    private sealed unsafe class CapturingRandom(byte[] secret) : TlsRandom
    {
        private bool _captured;

        public byte* Slot { get; private set; }

        public override void Fill(Span<byte> destination)
        {
            System.Fill(destination);
            if (destination.Length != 32 || _captured)
                return;
            _captured = true;
            destination.CopyTo(secret);
            fixed (byte* pointer = destination)
                Slot = pointer;
        }
    }

    /// <summary>A clock whose wall time differs from its monotonic time.</summary>
    private sealed class ShiftableTime(FakeTimeProvider inner) : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Shift;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
