using System.Buffers;
using System.Security.Cryptography;

namespace Segno.Transport;

/// <summary>
/// Received bytes in one array of the shared pool; none while there are none. Records are opened where they lie, so the array holds
/// plaintext and is zeroed when it goes back.
/// </summary>
internal sealed class ReceiveBuffer : IDisposable
{
    private byte[] _array = [];
    private int _start;
    private int _end;
    private int _used;

    /// <summary>What was received and not consumed.</summary>
    public Memory<byte> Unread => _array.AsMemory(_start, _end - _start);

    public bool IsEmpty => _start == _end;

    /// <summary>Whether an array is held.</summary>
    public bool IsRented => _array.Length != 0;

    /// <summary>Whether the last read filled all the room that it had, so that more is probably there already.</summary>
    public bool ExpectsMore { get; private set; }

    /// <summary>
    /// Room to receive into, enough that a record of <paramref name="recordLength"/> bytes becomes whole. What lies in the buffer may move.
    /// </summary>
    public Memory<byte> Room(int recordLength, int capacity)
    {
        if (IsEmpty)
            _start = _end = 0;
        int wanted = Math.Max(recordLength, capacity);
        if (_array.Length < recordLength)
            MoveTo(ArrayPool<byte>.Shared.Rent(wanted));
        else if (_start + recordLength > _array.Length || _end == _array.Length)
            Compact();
        return _array.AsMemory(_end);
    }

    /// <summary><paramref name="count"/> bytes were received into the room.</summary>
    public void Commit(int count)
    {
        _end += count;
        ExpectsMore = _end == _array.Length;
        _used = Math.Max(_used, _end);
    }

    /// <summary>A record is taken; its bytes stay where they are until the next <see cref="Room"/> or <see cref="ReleaseIfIdle"/>.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Gives the array back if nothing is left in it and nothing more seems to be on its way: an idle connection holds none.</summary>
    public void ReleaseIfIdle()
    {
        if (IsEmpty && !ExpectsMore)
            Dispose();
    }

    public void Dispose()
    {
        byte[] array = _array;
        _array = [];
        _start = _end = 0;
        Return(array);
    }

    private void MoveTo(byte[] larger)
    {
        byte[] old = _array;
        int length = _end - _start;
        old.AsSpan(_start, length).CopyTo(larger);
        _array = larger;
        _start = 0;
        _end = length;
        Return(old);
        _used = length;
    }

    private void Compact()
    {
        int length = _end - _start;
        _array.AsSpan(_start, length).CopyTo(_array);
        _start = 0;
        _end = length;
    }

    private void Return(byte[] array)
    {
        if (array.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(array.AsSpan(0, Math.Min(_used, array.Length)));
        _used = 0;
        ArrayPool<byte>.Shared.Return(array);
    }
}
