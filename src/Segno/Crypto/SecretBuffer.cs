using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>
/// A secret of at most 64 bytes with one owner, who disposes it: the bytes lie in a pinned page that the garbage
/// collector does not copy, and are zeroed on disposal. It has no text form and no indexer.
/// </summary>
internal sealed class SecretBuffer : IDisposable
{
    /// <summary>Bytes a slot.</summary>
    public const int MaxLength = 64;

    private const int SlotsPerPage = 64;
    private static readonly ConcurrentBag<(byte[] Page, int Offset)> s_free = [];
    private static long s_pages;

    private readonly int _offset;
    private readonly int _length;
    private byte[]? _page;

    /// <summary>A zeroed secret of <paramref name="length"/> bytes, to be filled through <see cref="Span"/>.</summary>
    public SecretBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        (_page, _offset) = Rent();
        _length = length;
    }

    /// <summary>A copy of <paramref name="value"/>.</summary>
    public SecretBuffer(ReadOnlySpan<byte> value)
        : this(value.Length) => value.CopyTo(Span);

    /// <summary>
    /// How many secrets live in the process, one that was dropped rather than disposed for ever among them: so tests find what leaks. Pages less
    /// free slots, so that nobody pays for it who does not ask; exact while none is made or disposed.
    /// </summary>
    public static long Outstanding => (Interlocked.Read(ref s_pages) * SlotsPerPage) - s_free.Count;

    public int Length => _length;

    /// <summary>The bytes; borrowed until disposal.</summary>
    /// <exception cref="ObjectDisposedException">The secret is gone.</exception>
    public Span<byte> Span
    {
        get
        {
            // Read once: a disposal may come between two readings. Who may be disposed while he reads takes a lock of his own.
            byte[]? page = _page;
            ObjectDisposedException.ThrowIf(page is null, this);
            return page.AsSpan(_offset, _length);
        }
    }

    public SecretBuffer Clone() => new(Span);

    public void Dispose()
    {
        byte[]? page = Interlocked.Exchange(ref _page, null);
        if (page is null)
            return;
        CryptographicOperations.ZeroMemory(page.AsSpan(_offset, MaxLength));
        s_free.Add((page, _offset));
    }

    private static (byte[] Page, int Offset) Rent()
    {
        if (s_free.TryTake(out (byte[] Page, int Offset) slot))
            return slot;
        byte[] page = GC.AllocateArray<byte>(SlotsPerPage * MaxLength, pinned: true);
        Interlocked.Increment(ref s_pages);
        for (int i = 1; i < SlotsPerPage; i++)
            s_free.Add((page, i * MaxLength));
        return (page, 0);
    }
}
