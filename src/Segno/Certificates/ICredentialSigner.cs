namespace Segno;

/// <summary>
/// Signs handshakes with a private key that is elsewhere: in an HSM, or in a key management service. Implementations are
/// called from many handshakes at once.
/// </summary>
public interface ICredentialSigner
{
    /// <summary>Whether the key may be used with this scheme. A scheme that does not fit the certificate's key is never asked for.</summary>
    bool Supports(SignatureScheme scheme) => true;

    /// <summary>Signs <paramref name="content"/>, which is yet to be hashed as the scheme says.</summary>
    /// <param name="scheme">One for which <see cref="Supports"/> answered true.</param>
    /// <param name="content">What to sign: some 100 to 200 bytes, and as a client of TLS 1.2 the handshake so far, of several kilobytes; borrowed for the call.</param>
    /// <param name="destination">Takes the signature, 1,024 bytes at most: ECDSA as a DER SEQUENCE of r and s (RFC 3279 §2.2.3), PSS with a salt as long as the hash.</param>
    /// <param name="cancellationToken">Ends with the handshake.</param>
    /// <returns>Bytes written.</returns>
    ValueTask<int> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, Memory<byte> destination, CancellationToken cancellationToken);
}
