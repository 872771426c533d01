using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>
/// Arrays for what holds a secret among other bytes, an encoded session above all: pinned, so that the garbage collector leaves no copy where one
/// was, and zeroed when they come back.
/// </summary>
internal static class SecretArrays
{
    /// <summary>Bytes of each array: the longest session that a store is given.</summary>
    public const int Length = IServerSessionStore.MaxSessionBytes;

    /// <summary>Bounds what stays after a rush, at 1 MiB; a pinned array that is let go costs a collection of the whole heap.</summary>
    private const int MaxKept = 64;

    private static readonly ConcurrentBag<byte[]> s_free = [];
    private static int s_kept;
    private static int s_outstanding;

    /// <summary>Arrays that were rented and not given back: so tests find what leaks.</summary>
    public static int Outstanding => Volatile.Read(ref s_outstanding);

    /// <summary>A zeroed array of <see cref="Length"/> bytes.</summary>
    public static byte[] Rent()
    {
        Interlocked.Increment(ref s_outstanding);
        if (!s_free.TryTake(out byte[]? array))
            return GC.AllocateArray<byte>(Length, pinned: true);
        Interlocked.Decrement(ref s_kept);
        return array;
    }

    /// <summary>Zeroes an array, of which <paramref name="used"/> bytes were written, and takes it back.</summary>
    public static void Return(byte[] array, int used = Length)
    {
        CryptographicOperations.ZeroMemory(array.AsSpan(0, used));
        Interlocked.Decrement(ref s_outstanding);
        if (Interlocked.Increment(ref s_kept) <= MaxKept)
            s_free.Add(array);
        else
            Interlocked.Decrement(ref s_kept);
    }
}
