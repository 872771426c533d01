namespace Segno.Wire.Messages;

/// <summary>Certificate of TLS 1.2: <c>opaque ASN.1Cert&lt;1..2^24-1&gt;; ASN.1Cert certificate_list&lt;0..2^24-1&gt;</c> (RFC 5246 §7.4.2, §7.4.6).</summary>
internal readonly struct Certificate12 : IHandshakeMessage<Certificate12>
{
    private Certificate12(CertificateList entries) => Entries = entries;

    public static HandshakeType Type => HandshakeType.Certificate;

    /// <summary>The chain, the sender's own certificate first; empty from a client that has none.</summary>
    public CertificateList Entries { get; }

    /// <param name="chain">Certificates in DER, the own one first.</param>
    public static Certificate12 FromChain(IReadOnlyList<ReadOnlyMemory<byte>> chain) => new(CertificateList.FromChain(chain));

    public static Certificate12 Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        Certificate12 certificate = new(CertificateList.Parse(reader.ReadVector24(0)));
        reader.EndOfInput();
        return certificate;
    }

    public void Write(TlsWriter writer) => Entries.Write(writer);
}
