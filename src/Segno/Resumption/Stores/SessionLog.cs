using System.Numerics;
using System.Security.Cryptography;

namespace Segno.Resumption.Stores;

/// <summary>
/// A queue of entries in pinned pages, which the garbage collector neither copies nor looks into. Pages come when they are needed and are
/// used again when the tail has left them. A place is the number of a page (16 bits, from 1) and an offset in units of 4 bytes (16 bits).
/// </summary>
internal sealed class SessionLog
{
    private const int MaxPageBytes = 256 * 1024;
    private const int MinPageBytes = 4 * 1024;
    private const int PagesWanted = 8;
    private const int OffsetBits = 16;

    private readonly int _pageBytes;
    private readonly int _maxPages;

    /// <summary>The pages by number; a page that was used once stays for the next.</summary>
    private readonly List<byte[]> _pages = [[]];

    /// <summary>Numbers of pages without entries.</summary>
    private readonly Stack<int> _free = new();

    /// <summary>Pages with entries, the oldest first, and the bytes used in each.</summary>
    private readonly Queue<(int Number, int Used)> _full = new();

    private int _head;
    private int _headUsed;
    private int _tailOffset;
    private long _bytesUsed;

    public SessionLog(long maxBytes)
    {
        _pageBytes = (int)Math.Clamp(1L << BitOperations.Log2((ulong)Math.Max(1, maxBytes / PagesWanted)), MinPageBytes, MaxPageBytes);
        _maxPages = (int)Math.Clamp(maxBytes / _pageBytes, 1, ushort.MaxValue);
    }

    public long BytesUsed => Volatile.Read(ref _bytesUsed);

    /// <summary>Whether the last page is in use: what is appended from here on displaces the oldest.</summary>
    public bool IsFull => _free.Count == 0 && _pages.Count > _maxPages;

    public IEnumerable<byte[]> Pages => _pages;

    /// <summary>Whether a session of this length can be kept at all.</summary>
    public bool Fits(int length) => SessionEntry.SizeOf(length) <= _pageBytes;

    /// <summary>Whether it can be kept without dropping another first.</summary>
    public bool HasRoom(int length) => HeadHasRoom(length) || !IsFull;

    /// <summary>Room for an entry, at the head.</summary>
    public uint Append(int length)
    {
        if (!HeadHasRoom(length))
            NextHead();
        uint place = Place(_head, _headUsed);
        _headUsed += SessionEntry.SizeOf(length);
        return place;
    }

    public SessionEntry At(uint place)
    {
        int offset = (int)(place & ushort.MaxValue) * SessionEntry.Alignment;
        return new SessionEntry(_pages[(int)(place >> OffsetBits)].AsSpan(offset));
    }

    /// <summary>The oldest entry, live or removed.</summary>
    public bool TryPeekOldest(out uint place)
    {
        int page = _full.Count > 0 ? _full.Peek().Number : _head;
        bool any = _full.Count > 0 || _tailOffset < _headUsed;
        place = any ? Place(page, _tailOffset) : 0;
        return any;
    }

    /// <summary>Passes over the oldest entry, which is removed already.</summary>
    public void DropOldest()
    {
        if (!TryPeekOldest(out uint place))
            return;
        _tailOffset += SessionEntry.SizeOf(At(place).Length);
        if (_full.Count > 0)
        {
            if (_tailOffset < _full.Peek().Used)
                return;
            _free.Push(_full.Dequeue().Number);
            _tailOffset = 0;
        }
        else if (_tailOffset >= _headUsed)
        {
            _tailOffset = _headUsed = 0;
        }
    }

    /// <summary>Zeroes every page that is in use and gives all but one back.</summary>
    public void Clear()
    {
        while (_full.TryDequeue(out (int Number, int Used) page))
            CryptographicOperations.ZeroMemory(_pages[page.Number].AsSpan(0, page.Used));
        CryptographicOperations.ZeroMemory(_pages[_head].AsSpan(0, _headUsed));
        _free.Clear();
        if (_pages.Count > 2)
            _pages.RemoveRange(2, _pages.Count - 2);
        if (_pages.Count > 1)
            _free.Push(1);
        _head = _headUsed = _tailOffset = 0;
        Volatile.Write(ref _bytesUsed, (long)(_pages.Count - 1) * _pageBytes);
    }

    private static uint Place(int page, int offset) => ((uint)page << OffsetBits) | (uint)(offset / SessionEntry.Alignment);

    private bool HeadHasRoom(int length) => _head != 0 && _headUsed + SessionEntry.SizeOf(length) <= _pageBytes;

    private void NextHead()
    {
        if (_head != 0)
            _full.Enqueue((_head, _headUsed));
        _headUsed = 0;
        if (_free.TryPop(out _head))
            return;
        _head = _pages.Count;
        _pages.Add(GC.AllocateArray<byte>(_pageBytes, pinned: true));
        Volatile.Write(ref _bytesUsed, (long)(_pages.Count - 1) * _pageBytes);
    }
}
