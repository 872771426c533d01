using System.Buffers.Binary;
using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>
/// CertificateRequest of TLS 1.2 (RFC 5246 §7.4.4):
/// <code>
/// ClientCertificateType certificate_types&lt;1..2^8-1&gt;;
/// SignatureAndHashAlgorithm supported_signature_algorithms&lt;2..2^16-2&gt;;
/// DistinguishedName certificate_authorities&lt;0..2^16-1&gt;;
/// </code>
/// </summary>
internal sealed class CertificateRequest12 : IHandshakeMessage<CertificateRequest12>
{
    /// <summary>ClientCertificateType rsa_sign.</summary>
    public const byte RsaSign = 1;

    /// <summary>ClientCertificateType ecdsa_sign, which stands for Ed25519 too (RFC 8422 §5.5).</summary>
    public const byte EcdsaSign = 64;

    private static readonly byte[] s_ownTypes = [EcdsaSign, RsaSign];

    private readonly IReadOnlyList<ReadOnlyMemory<byte>>? _ownAuthorities;

    /// <param name="schemes">The schemes that the client may sign with.</param>
    /// <param name="authorities">Names of acceptable authorities in DER; none: any.</param>
    public CertificateRequest12(IReadOnlyList<SignatureScheme> schemes, IReadOnlyList<ReadOnlyMemory<byte>> authorities)
    {
        byte[] encoded = new byte[schemes.Count * sizeof(ushort)];
        for (int i = 0; i < schemes.Count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(encoded.AsSpan(i * sizeof(ushort)), (ushort)schemes[i]);
        CertificateTypes = s_ownTypes;
        SignatureSchemes = new UInt16List(encoded);
        _ownAuthorities = authorities;
    }

    private CertificateRequest12(ReadOnlyMemory<byte> certificateTypes, UInt16List signatureSchemes, DistinguishedNameList authorities)
    {
        CertificateTypes = certificateTypes;
        SignatureSchemes = signatureSchemes;
        Authorities = authorities;
    }

    public static HandshakeType Type => HandshakeType.CertificateRequest;

    /// <summary>certificate_types, a byte each.</summary>
    public ReadOnlyMemory<byte> CertificateTypes { get; }

    public UInt16List SignatureSchemes { get; }

    /// <summary>certificate_authorities as received.</summary>
    public DistinguishedNameList Authorities { get; }

    public static CertificateRequest12 Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        CertificateRequest12 request = new(
            reader.ReadVector8(1), new UInt16List(reader.ReadVector16(sizeof(ushort))), DistinguishedNameList.Parse(reader.ReadVector16(0)));
        reader.EndOfInput();
        return request;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteVector8(CertificateTypes.Span);
        writer.WriteVector16(SignatureSchemes.Encoded.Span);
        if (_ownAuthorities is null)
            writer.WriteVector16(Authorities.Encoded.Span);
        else
            DistinguishedNameList.Write(writer, _ownAuthorities);
    }
}
