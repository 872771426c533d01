using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Resumption;

/// <summary>
/// An array that a service of the application's works with, and that it may still use when nobody waits for it any more: of the two who have it,
/// the last to let go zeroes it.
/// </summary>
internal sealed class LentArray
{
    private readonly byte[] _array = SecretArrays.Rent();
    private int _users = 2;

    /// <summary>The first <paramref name="length"/> bytes.</summary>
    public Memory<byte> Memory(int length) => _array.AsMemory(0, length);

    /// <summary>Lends the array to a service until that has ended, in whatever way.</summary>
    public async ValueTask<T> LendAsync<T>(Func<ValueTask<T>> service)
    {
        try
        {
            return await service().ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>The caller is done. A service that is late may go on with what it was given.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            SecretArrays.Return(_array);
    }

    /// <summary>The caller is done, and a service that is late gets no more out of it.</summary>
    public void ZeroAndRelease()
    {
        CryptographicOperations.ZeroMemory(_array);
        Release();
    }
}
