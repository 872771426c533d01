using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Certificates;

/// <summary>RSASSA-PSS, and RSASSA-PKCS1-v1_5 for TLS 1.2.</summary>
internal sealed class RsaSigner(RSA key) : LocalSigner<RSA>(key)
{
    protected override RSA Create() => RSA.Create();

    protected override int Sign(RSA key, SignatureScheme scheme, ReadOnlySpan<byte> content, Span<byte> destination) =>
        key.TrySignData(content, destination, Signatures.HashOf(scheme), Signatures.PaddingOf(scheme), out int written)
            ? written
            : throw new CryptographicException("The signature is longer than its buffer.");
}
