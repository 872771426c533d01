using Segno.Wire;

namespace Segno.Crypto;

/// <summary>
/// What a CertificateVerify of TLS 1.3 signs (RFC 8446 §4.4.3): 64 spaces, a context string that tells the signer's role,
/// a zero byte, and the hash of the transcript. The spaces keep it apart from what TLS 1.2 signs, which begins with a client's random.
/// </summary>
internal static class SignedContent13
{
    private const int SpacesLength = 64;
    private const int MaxHashLength = 48;

    /// <summary>Bytes that suffice for every role and hash.</summary>
    public const int MaxLength = SpacesLength + 33 + 1 + MaxHashLength;

    private static ReadOnlySpan<byte> ServerContext => "TLS 1.3, server CertificateVerify"u8;

    private static ReadOnlySpan<byte> ClientContext => "TLS 1.3, client CertificateVerify"u8;

    /// <summary>Writes the content to <paramref name="destination"/> and returns its length.</summary>
    public static int Write(TlsRole signer, ReadOnlySpan<byte> hash, Span<byte> destination)
    {
        ReadOnlySpan<byte> context = signer == TlsRole.Server ? ServerContext : ClientContext;
        destination[..SpacesLength].Fill((byte)' ');
        context.CopyTo(destination[SpacesLength..]);
        int length = SpacesLength + context.Length;
        destination[length++] = 0;
        hash.CopyTo(destination[length..]);
        return length + hash.Length;
    }
}
