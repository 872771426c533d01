namespace Segno.Soak.Fates;

/// <summary>Follows the records that one side writes, to find a point in one of them.</summary>
internal sealed class RecordPosition(int record, byte part)
{
    private const int HeaderLength = 5;

    private readonly byte[] _header = new byte[HeaderLength];
    private int _record;
    private int _within;

    /// <summary>Passes over <paramref name="data"/>.</summary>
    /// <returns>Where in it the point lies; -1: not there.</returns>
    public int Find(ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            if (IsHere())
                return i;
            if (_within < HeaderLength)
                _header[_within] = data[i];
            _within++;
            if (_within >= HeaderLength && _within == Length())
            {
                _within = 0;
                _record++;
            }
        }
        return -1;
    }

    private int Length() => HeaderLength + (_header[3] << 8) + _header[4];

    /// <summary>Within the header for small parts: its length is not known before it ends.</summary>
    private bool IsHere()
    {
        if (_record != record)
            return false;
        if (part < HeaderLength)
            return _within >= part;
        return _within >= HeaderLength && _within >= Math.Max(HeaderLength, Length() * part / 256);
    }
}
