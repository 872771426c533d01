namespace Segno.Wire.Messages;

/// <summary>The certificates of a TLS 1.2 Certificate in DER: as received a view over their bytes, to be sent a chain (RFC 5246 §7.4.2).</summary>
internal readonly struct CertificateList
{
    private readonly ReadOnlyMemory<byte> _encoded;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>>? _chain;

    private CertificateList(ReadOnlyMemory<byte> encoded) => _encoded = encoded;

    private CertificateList(IReadOnlyList<ReadOnlyMemory<byte>> chain) => _chain = chain;

    public static CertificateList FromChain(IReadOnlyList<ReadOnlyMemory<byte>> chain) => new(chain);

    /// <exception cref="TlsException">decode_error: a certificate is empty or a length lies.</exception>
    public static CertificateList Parse(ReadOnlyMemory<byte> encoded)
    {
        TlsReader reader = new(encoded.Span);
        while (reader.Remaining > 0)
            reader.ReadVector24(1);
        return new CertificateList(encoded);
    }

    /// <summary>Writes the list, the length before it included.</summary>
    public void Write(TlsWriter writer)
    {
        int list = writer.Begin24();
        writer.WriteBytes(_encoded.Span);
        for (int i = 0; i < (_chain?.Count ?? 0); i++)
            writer.WriteVector24(_chain![i].Span);
        writer.End24(list);
    }

    public Enumerator GetEnumerator() => new(_encoded, _chain);

    internal struct Enumerator(ReadOnlyMemory<byte> rest, IReadOnlyList<ReadOnlyMemory<byte>>? chain)
    {
        private ReadOnlyMemory<byte> _rest = rest;
        private int _next;

        public ReadOnlyMemory<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (chain is not null)
                return MoveNextInChain(chain);
            if (_rest.IsEmpty)
                return false;
            BorrowingReader reader = new(_rest);
            Current = reader.ReadVector24(1);
            _rest = _rest[reader.Position..];
            return true;
        }

        private bool MoveNextInChain(IReadOnlyList<ReadOnlyMemory<byte>> certificates)
        {
            if (_next == certificates.Count)
                return false;
            Current = certificates[_next++];
            return true;
        }
    }
}
