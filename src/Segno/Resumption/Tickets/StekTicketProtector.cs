using Segno.Crypto;
using Segno.Resumption.Tickets;

namespace Segno;

/// <summary>
/// Seals sessions under the newest of a few keys that change with time, and opens them under any that still lives (RFC 5077 §4, RFC 9325 §3.4).
/// Tickets may be used more than once. All in memory, and so every call completes at once.
/// </summary>
internal sealed class StekTicketProtector : ITicketProtector, IDisposable
{
    private readonly TimeSpan _ticketLifetime;
    private readonly TimeProvider _time;
    private readonly TlsRandom _random;
    private readonly StekRotation _rotation;

    /// <param name="keyPeriod">How long a key seals.</param>
    /// <param name="ticketLifetime">How long a ticket opens, and so how long a key opens after it has ceased to seal.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="random">Where names, keys and salts come from.</param>
    public StekTicketProtector(TimeSpan keyPeriod, TimeSpan ticketLifetime, TimeProvider time, TlsRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keyPeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ticketLifetime, TimeSpan.Zero);
        _ticketLifetime = ticketLifetime;
        _time = time;
        _random = random;
        _rotation = new StekRotation(keyPeriod, ticketLifetime, time, random);
    }

    /// <summary>The keys that live, the newest first.</summary>
    public IReadOnlyList<StekInfo> Keys
    {
        get
        {
            DateTimeOffset now = _time.GetUtcNow();
            StekRing ring = _rotation.RingAt(now);
            Stek? active = ring.ActiveAt(now, StekRotation.ClockTolerance);
            return [.. ring.Keys.Select(key => new StekInfo(key.NameText, key == active, key.Age(now), key.OpensFor(now)))];
        }
    }

    internal StekRing Ring => _rotation.Ring;

    public ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Seal(session.Span, context, ticket.Span));

    public ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Open(ticket.Span, context, session.Span));

    public ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public void Dispose() => _rotation.Dispose();

    private TicketSealing Seal(ReadOnlySpan<byte> session, TicketContext context, Span<byte> ticket)
    {
        ArgumentOutOfRangeException.ThrowIfZero(session.Length, nameof(session));
        int length = TicketFormat.TicketLength(session.Length);
        if (length > ITicketProtector.MaxTicketBytes)
            return new TicketSealing(0, default, TicketRefusal.TooLarge);
        ArgumentOutOfRangeException.ThrowIfLessThan(ticket.Length, length, nameof(ticket));

        DateTimeOffset now = _time.GetUtcNow();
        if (_rotation.RingAt(now).ActiveAt(now, StekRotation.ClockTolerance) is not { } key)
            return new TicketSealing(0, default, TicketRefusal.NoKey);
        ticket = ticket[..length];
        ticket[0] = TicketFormat.Version;
        key.Name.CopyTo(ticket[TicketFormat.KeyNameOffset..]);
        _random.Fill(ticket.Slice(TicketFormat.SaltOffset, TicketFormat.SaltLength));
        if (!TicketFormat.TrySeal(key, session, context, ticket))
            return new TicketSealing(0, default, TicketRefusal.NoKey);
        TimeSpan opensFor = key.OpensFor(now);
        return new TicketSealing(length, opensFor < _ticketLifetime ? opensFor : _ticketLifetime, TicketRefusal.None);
    }

    private TicketOpening Open(ReadOnlySpan<byte> ticket, TicketContext context, Span<byte> session)
    {
        if (ticket.Length < TicketFormat.SaltOffset)
            return new TicketOpening(TicketStatus.Damaged, 0, null, default);
        ReadOnlySpan<byte> name = ticket.Slice(TicketFormat.KeyNameOffset, TicketFormat.KeyNameLength);
        if (ticket[0] != TicketFormat.Version || !TicketFormat.IsTicketLength(ticket.Length))
            return new TicketOpening(TicketStatus.Damaged, 0, Convert.ToHexStringLower(name), default);
        ArgumentOutOfRangeException.ThrowIfLessThan(session.Length, ITicketProtector.MaxTicketBytes, nameof(session));

        DateTimeOffset now = _time.GetUtcNow();
        StekRing ring = _rotation.RingAt(now);
        if (ring.Find(name) is not { } key || key.OpensFor(now) < TimeSpan.Zero)
            return new TicketOpening(TicketStatus.UnknownKey, 0, Convert.ToHexStringLower(name), default);
        int length = TicketFormat.Open(key, ticket, context, session);
        TicketStatus status = length switch
        {
            < 0 => TicketStatus.UnknownKey,
            0 => TicketStatus.Damaged,
            _ => key == ring.ActiveAt(now, StekRotation.ClockTolerance) ? TicketStatus.Opened : TicketStatus.OpenedRenew,
        };
        return new TicketOpening(status, Math.Max(length, 0), key.NameText, default);
    }
}

/// <summary>One ticket key, as the account shows it.</summary>
/// <param name="Name">Its name, in hexadecimal.</param>
/// <param name="Seals">Whether it seals now; if not, it only opens.</param>
/// <param name="Age">Time since it was made.</param>
/// <param name="OpensFor">Time until it is destroyed.</param>
internal sealed record StekInfo(string Name, bool Seals, TimeSpan Age, TimeSpan OpensFor);
