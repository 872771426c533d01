using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Resumption.Tickets;

/// <summary>
/// A session ticket encryption key (RFC 5077 §5.5). It seals for one period, then opens only, and is zeroed when the last ticket that it
/// sealed has expired. Its age is the larger of what the wall clock and the monotonic clock say, so that a clock that goes back does not
/// give it a longer life.
/// </summary>
internal sealed class Stek : IDisposable
{
    private const int SecretLength = 32;

    private readonly TimeProvider _time;
    private readonly long _createdTimestamp;
    private readonly TimeSpan _period;
    private readonly TimeSpan _ticketLifetime;
    private readonly SecretBuffer _secret;
    private readonly byte[] _name = new byte[TicketFormat.KeyNameLength];

    /// <summary>Who uses the secret now, and one for the ring while it holds the key; the last to leave zeroes it.</summary>
    private int _users = 1;
    private int _disposed;

    /// <exception cref="CryptographicException">The generator gave bytes that are no key.</exception>
    public Stek(TimeSpan period, TimeSpan ticketLifetime, TimeProvider time, TlsRandom random)
    {
        _time = time;
        _period = period;
        _ticketLifetime = ticketLifetime;
        CreatedAt = time.GetUtcNow();
        _createdTimestamp = time.GetTimestamp();
        random.Fill(_name);
        NameText = Convert.ToHexStringLower(_name);
        _secret = new SecretBuffer(SecretLength);
        random.Fill(_secret.Span);
        if (KeyQuality.IsPlausible(_secret.Span))
            return;
        _secret.Dispose();
        throw new CryptographicException("The random number generator gave a ticket key with a pattern in it. Without a working generator no ticket keeps a secret.");
    }

    /// <summary>Random, so that it tells nothing of the key's place in a sequence.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary><see cref="Name"/> in hexadecimal.</summary>
    public string NameText { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>How old the key is.</summary>
    public TimeSpan Age(DateTimeOffset now)
    {
        TimeSpan wall = now - CreatedAt;
        TimeSpan elapsed = _time.GetElapsedTime(_createdTimestamp);
        return wall > elapsed ? wall : elapsed;
    }

    /// <summary>Time until it seals no more; zero or less: it does not seal.</summary>
    public TimeSpan SealsFor(DateTimeOffset now) => _period - Age(now);

    /// <summary>Time until it opens no more; negative: it does not open. The last moment belongs to it.</summary>
    public TimeSpan OpensFor(DateTimeOffset now) => _period + _ticketLifetime - Age(now);

    /// <summary>HKDF-Expand (RFC 5869 §2.3) over the secret.</summary>
    /// <returns>False if the key is destroyed.</returns>
    public bool TryExpand(ReadOnlySpan<byte> info, Span<byte> output)
    {
        if (!TryEnter())
            return false;
        try
        {
            HKDF.Expand(HashAlgorithmName.SHA256, _secret.Span, output, info);
            return true;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends the key's life: of the uses that run now the last to end zeroes the secret, and once it has, none begins.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
    }

    private bool TryEnter()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _secret.Dispose();
    }
}
