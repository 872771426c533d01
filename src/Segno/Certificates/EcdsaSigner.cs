using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Certificates;

/// <summary>ECDSA, in the DER form that TLS wants (RFC 8446 §4.2.3, RFC 8422 §5.4).</summary>
internal sealed class EcdsaSigner(ECDsa key) : LocalSigner<ECDsa>(key)
{
    protected override ECDsa Create() => ECDsa.Create();

    protected override int Sign(ECDsa key, SignatureScheme scheme, ReadOnlySpan<byte> content, Span<byte> destination) =>
        key.TrySignData(content, destination, Signatures.HashOf(scheme), DSASignatureFormat.Rfc3279DerSequence, out int written)
            ? written
            : throw new CryptographicException("The signature is longer than its buffer.");
}
