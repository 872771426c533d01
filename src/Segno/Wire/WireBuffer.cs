using System.Buffers;
using System.Security.Cryptography;

namespace Segno.Wire;

/// <summary>
/// A growing buffer from the shared pool that <see cref="TlsWriter"/> appends to. It may hold handshake plaintext,
/// so what it gives back to the pool is zeroed.
/// </summary>
internal sealed class WireBuffer : IDisposable
{
    private byte[] _array = [];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public Span<byte> WrittenSpan => _array.AsSpan(0, Length);

    public Memory<byte> WrittenMemory => _array.AsMemory(0, Length);

    /// <summary>Appends room for <paramref name="count"/> bytes and returns it, uninitialised.</summary>
    public Span<byte> Append(int count)
    {
        EnsureCapacity(Length + count);
        Span<byte> room = _array.AsSpan(Length, count);
        Length += count;
        return room;
    }

    /// <summary>Forgets everything from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Forgets everything and gives the array back.</summary>
    public void Release()
    {
        byte[] array = _array;
        _array = [];
        int used = Length;
        Length = 0;
        if (array.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(array.AsSpan(0, Math.Max(used, _highWater)));
        _highWater = 0;
        ArrayPool<byte>.Shared.Return(array);
    }

    public void Dispose() => Release();

    private int _highWater;

    private void EnsureCapacity(int needed)
    {
        if (needed > _highWater)
            _highWater = needed;
        if (needed <= _array.Length)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(1024, _array.Length * 2)));
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length != 0)
        {
            CryptographicOperations.ZeroMemory(_array);
            ArrayPool<byte>.Shared.Return(_array);
        }
        _array = larger;
    }
}
