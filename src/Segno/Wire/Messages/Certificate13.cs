namespace Segno.Wire.Messages;

/// <summary>
/// Certificate of TLS 1.3 (RFC 8446 §4.4.2):
/// <code>
/// struct { opaque cert_data&lt;1..2^24-1&gt;; Extension extensions&lt;0..2^16-1&gt;; } CertificateEntry;
/// opaque certificate_request_context&lt;0..2^8-1&gt;;
/// CertificateEntry certificate_list&lt;0..2^24-1&gt;;
/// </code>
/// </summary>
internal readonly struct Certificate13 : IHandshakeMessage<Certificate13>
{
    private Certificate13(ReadOnlyMemory<byte> context, CertificateEntryList entries)
    {
        Context = context;
        Entries = entries;
    }

    public static HandshakeType Type => HandshakeType.Certificate;

    /// <summary>certificate_request_context: empty in the handshake.</summary>
    public ReadOnlyMemory<byte> Context { get; }

    /// <summary>The chain, the sender's own certificate first; empty from a client that has none.</summary>
    public CertificateEntryList Entries { get; }

    /// <param name="context">certificate_request_context.</param>
    /// <param name="chain">Certificates in DER, the own one first.</param>
    /// <param name="leafExtensions">The extensions of the own certificate, without the length before them.</param>
    public static Certificate13 FromChain(ReadOnlyMemory<byte> context, IReadOnlyList<ReadOnlyMemory<byte>> chain, ReadOnlyMemory<byte> leafExtensions = default) =>
        new(context, CertificateEntryList.FromChain(chain, leafExtensions));

    public static Certificate13 Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        Certificate13 certificate = new(reader.ReadVector8(0), CertificateEntryList.Parse(reader.ReadVector24(0)));
        reader.EndOfInput();
        return certificate;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteVector8(Context.Span);
        Entries.Write(writer);
    }
}
