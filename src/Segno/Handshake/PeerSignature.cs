using Segno.Certificates;
using Segno.Crypto;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake;

/// <summary>Checks a peer's handshake signature: is the scheme one that we offered, does it fit the key, does it verify?</summary>
internal static class PeerSignature
{
    /// <summary>CertificateVerify of TLS 1.3 (RFC 8446 §4.4.3), before it goes into <paramref name="transcript"/>.</summary>
    public static void RequireValid13(
        CertificateVerify verify, PeerCertificate peer, IReadOnlyList<SignatureScheme> offered, TlsRole signer, HandshakeTranscript transcript)
    {
        Span<byte> hash = stackalloc byte[transcript.HashLength];
        transcript.Current(hash);
        Span<byte> content = stackalloc byte[SignedContent13.MaxLength];
        int length = SignedContent13.Write(signer, hash, content);
        RequireValid(verify.Scheme, verify.Signature.Span, content[..length], peer, offered, ProtocolVersion.Tls13);
    }

    /// <summary>A signature over <paramref name="content"/> itself (RFC 5246 §7.4.3, §7.4.8).</summary>
    /// <exception cref="TlsException">illegal_parameter: the scheme; decrypt_error: the signature.</exception>
    public static void RequireValid(
        SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> content, PeerCertificate peer, IReadOnlyList<SignatureScheme> offered, ProtocolVersion version)
    {
        if (!offered.Contains(scheme) || !peer.Fits(scheme, version))
            throw new TlsException(TlsFaults.WrongSignatureScheme, $"0x{(ushort)scheme:x4}");
        if (!peer.Verify(scheme, version, content, signature))
            throw new TlsException(TlsFaults.BadSignature);
    }
}
