using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Resumption.Tickets;

namespace Segno.Tests.Incidents;

/// <summary>
/// A key that nobody drew at random cannot come to be. GnuTLS sealed under zeros until its first rotation (CVE-2020-13777), a rotation at a
/// cloud's load balancers left zeros behind now and then, and others were found with keys of "1111…" or of bytes that count.
/// </summary>
[Requirement("A1", "A2", "A3")]
public sealed class WeakKeyTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Names => [.. WeakKeys.OfLength(32).Select(weak => weak.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_server_does_not_start_with_such_a_key(string name)
    {
        SwitchedRandom random = new() { Answer = Key(name) };
        Assert.Throws<CryptographicException>(() => TestPeers.Server(new TlsServerOptions { Host = TestHosts.Host(), TimeProvider = TestHosts.Clock(), Random = random }));
        random.Answer = null;
        _ = TestPeers.Server(new TlsServerOptions { Host = TestHosts.Host(), TimeProvider = TestHosts.Clock(), Random = random });
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_rotation_that_draws_such_a_key_seals_nothing_until_the_next(string name)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        SwitchedRandom random = new();
        using StekTicketProtector protector = new(s_hour, s_hour, clock, random);
        Assert.Equal(TicketRefusal.None, await SealAsync(protector));
        random.Answer = Key(name);
        clock.Advance(s_hour);
        Assert.Equal(TicketRefusal.NoKey, await SealAsync(protector));
        Assert.DoesNotContain(protector.Keys, key => key.Seals);
        random.Answer = null;
        Assert.Equal(TicketRefusal.None, await SealAsync(protector));
    }

    [Fact]
    public void A_random_key_is_not_mistaken_for_one()
    {
        for (int i = 0; i < 10_000; i++)
            Assert.True(KeyQuality.IsPlausible(RandomNumberGenerator.GetBytes(32)));
    }

    [Theory]
    [InlineData(11, false), InlineData(12, true)]
    public void Twelve_different_bytes_and_twelve_different_steps_are_the_least(int count, bool plausible)
    {
        byte[] values = [.. Enumerable.Range(0, 32).Select(i => (byte)(i % count * ((i % count) + 1) / 2))];
        Assert.Equal(count, values.Distinct().Count());
        Assert.Equal(plausible, KeyQuality.IsPlausible(values));

        // All bytes differ, and the steps between them are few.
        byte[] steps = new byte[32];
        for (int i = 1; i < steps.Length; i++)
            steps[i] = (byte)(steps[i - 1] + 1 + (i % count));
        Assert.Equal(32, steps.Distinct().Count());
        Assert.Equal(plausible, KeyQuality.IsPlausible(steps));
    }

    [Fact, Requirement("A30")]
    public void An_idle_ring_whose_rotation_failed_tries_again_by_itself()
    {
        // A rotation that gave up its timer with its first error would never seal again (the fault of a known server's).
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        SwitchedRandom random = new();
        using StekTicketProtector protector = new(s_hour, s_hour, clock, random);
        string first = protector.Ring.Keys[0].NameText;
        random.Answer = new byte[32];
        clock.Advance(s_hour);
        Assert.Equal([first], protector.Ring.Keys.Select(key => key.NameText));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([first], protector.Ring.Keys.Select(key => key.NameText));
        random.Answer = null;
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, protector.Ring.Keys.Count);
        Assert.NotEqual(first, protector.Ring.Keys[0].NameText);
    }

    private static byte[] Key(string name) => WeakKeys.OfLength(32).Single(weak => weak.Name == name).Key;

    private static async Task<TicketRefusal> SealAsync(StekTicketProtector protector) =>
        (await protector.SealAsync(new byte[100], new TicketContext(0x0304), new byte[ITicketProtector.MaxTicketBytes], TestContext.Current.CancellationToken)).Refusal;

    /// <summary>The system's generator, or one that is stuck.</summary>
    private sealed class SwitchedRandom : TlsRandom
    {
        public byte[]? Answer { get; set; }

        public override void Fill(Span<byte> destination)
        {
            if (Answer is null)
                System.Fill(destination);
            else
                Answer.AsSpan(0, destination.Length).CopyTo(destination);
        }
    }
}
