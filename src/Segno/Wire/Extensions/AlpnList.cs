namespace Segno.Wire.Extensions;

/// <summary>The names of application protocols, as a view over their bytes: <c>opaque ProtocolName&lt;1..2^8-1&gt;</c> (RFC 7301 §3.1).</summary>
internal readonly struct AlpnList
{
    private AlpnList(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The list without the length before it.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <exception cref="TlsException">decode_error: a name is empty or its length lies.</exception>
    public static AlpnList Parse(ReadOnlyMemory<byte> encoded)
    {
        TlsReader reader = new(encoded.Span);
        while (reader.Remaining > 0)
            reader.ReadVector8(1);
        return new AlpnList(encoded);
    }

    public Enumerator GetEnumerator() => new(Encoded);

    internal struct Enumerator(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public ReadOnlyMemory<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            int length = _rest.Span[0];
            Current = _rest.Slice(1, length);
            _rest = _rest[(1 + length)..];
            return true;
        }
    }
}
