using System.Buffers;

namespace Segno.Record;

/// <summary>Records that wait to be sent, in one array of the shared pool; none while there are none.</summary>
internal sealed class SendBuffer : IDisposable
{
    private const int FirstCapacity = 4096;

    private byte[] _array = [];

    /// <summary>Bytes that wait.</summary>
    public int Length { get; private set; }

    /// <summary>Room for <paramref name="count"/> more bytes, uninitialised.</summary>
    public Span<byte> Append(int count)
    {
        int needed = Length + count;
        if (needed > _array.Length)
            Grow(Math.Max(needed, FirstCapacity));
        Span<byte> room = _array.AsSpan(Length, count);
        Length = needed;
        return room;
    }

    /// <summary>Takes back what was appended last, zeroed, so that <paramref name="length"/> bytes wait.</summary>
    public void Truncate(int length)
    {
        _array.AsSpan(length, Length - length).Clear();
        Length = length;
    }

    /// <summary>Makes room at once for what is about to come, so that it is not copied while it grows.</summary>
    public void Reserve(int count)
    {
        if (Length + count > _array.Length)
            Grow(Length + count);
    }

    /// <summary>Hands over what waits, with the array that it lies in; the caller gives that back with <see cref="Return"/>.</summary>
    public ArraySegment<byte> Take()
    {
        ArraySegment<byte> taken = new(_array, 0, Length);
        _array = [];
        Length = 0;
        return taken;
    }

    /// <summary>Gives back what <see cref="Take"/> handed over.</summary>
    public static void Return(ArraySegment<byte> taken)
    {
        if (taken.Array is { Length: > 0 } array)
            ArrayPool<byte>.Shared.Return(array);
    }

    public void Dispose() => Return(Take());

    private void Grow(int capacity)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(capacity);
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length != 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
