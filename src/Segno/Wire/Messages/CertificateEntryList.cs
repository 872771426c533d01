using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>One certificate of a chain, in DER, with the extensions that came with it (RFC 8446 §4.4.2).</summary>
internal readonly record struct CertificateEntry(ReadOnlyMemory<byte> Data, ExtensionBlock Extensions);

/// <summary>The entries of a TLS 1.3 Certificate: as received a view over their bytes, to be sent a chain of which each entry has no extensions.</summary>
internal readonly struct CertificateEntryList
{
    private readonly ReadOnlyMemory<byte> _encoded;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>>? _chain;
    private readonly ReadOnlyMemory<byte> _leafExtensions;

    private CertificateEntryList(ReadOnlyMemory<byte> encoded) => _encoded = encoded;

    private CertificateEntryList(IReadOnlyList<ReadOnlyMemory<byte>> chain, ReadOnlyMemory<byte> leafExtensions)
    {
        _chain = chain;
        _leafExtensions = leafExtensions;
    }

    /// <param name="chain">Certificates in DER, the own one first.</param>
    /// <param name="leafExtensions">The extensions of the first, without the length before them.</param>
    public static CertificateEntryList FromChain(IReadOnlyList<ReadOnlyMemory<byte>> chain, ReadOnlyMemory<byte> leafExtensions = default) => new(chain, leafExtensions);

    /// <exception cref="TlsException">decode_error: a certificate is empty or a length lies; illegal_parameter: an extension occurs twice in one entry.</exception>
    public static CertificateEntryList Parse(ReadOnlyMemory<byte> encoded)
    {
        BorrowingReader reader = new(encoded);
        while (reader.Remaining > 0)
        {
            reader.ReadVector24(1);
            ExtensionBlock.Parse(reader.ReadVector16(0));
        }
        return new CertificateEntryList(encoded);
    }

    /// <summary>Writes the list, the length before it included.</summary>
    public void Write(TlsWriter writer)
    {
        int list = writer.Begin24();
        writer.WriteBytes(_encoded.Span);
        for (int i = 0; i < (_chain?.Count ?? 0); i++)
        {
            writer.WriteVector24(_chain![i].Span);
            writer.WriteVector16(i == 0 ? _leafExtensions.Span : []);
        }
        writer.End24(list);
    }

    public Enumerator GetEnumerator() => new(_encoded, _chain);

    internal struct Enumerator(ReadOnlyMemory<byte> rest, IReadOnlyList<ReadOnlyMemory<byte>>? chain)
    {
        private ReadOnlyMemory<byte> _rest = rest;
        private int _next;

        public CertificateEntry Current { get; private set; }

        public bool MoveNext()
        {
            if (chain is not null)
                return MoveNextInChain(chain);
            if (_rest.IsEmpty)
                return false;
            BorrowingReader reader = new(_rest);
            Current = new CertificateEntry(reader.ReadVector24(1), ExtensionBlock.FromTrusted(reader.ReadVector16(0)));
            _rest = _rest[reader.Position..];
            return true;
        }

        private bool MoveNextInChain(IReadOnlyList<ReadOnlyMemory<byte>> certificates)
        {
            if (_next == certificates.Count)
                return false;
            Current = new CertificateEntry(certificates[_next++], default);
            return true;
        }
    }
}
