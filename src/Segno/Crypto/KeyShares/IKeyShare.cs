namespace Segno.Crypto.KeyShares;

/// <summary>
/// An ephemeral key of the side that speaks first: the client's in TLS 1.3 (RFC 8446 §4.2.8), the server's in TLS 1.2
/// (RFC 8422 §5.4). It is for one connection; disposal destroys the private key.
/// </summary>
internal interface IKeyShare : IDisposable
{
    NamedGroup Group { get; }

    /// <summary>Bytes of the public key on the wire.</summary>
    int PublicKeyLength { get; }

    /// <summary>Bytes of the secret that <see cref="Agree"/> gives.</summary>
    int SharedSecretLength { get; }

    /// <summary>Writes the public key.</summary>
    /// <param name="destination">Exactly <see cref="PublicKeyLength"/> bytes.</param>
    void WritePublicKey(Span<byte> destination);

    /// <summary>The secret shared with the peer, from its answer.</summary>
    /// <param name="peer">The peer's key_exchange, hostile.</param>
    /// <param name="sharedSecret">Exactly <see cref="SharedSecretLength"/> bytes; the caller zeroes them.</param>
    /// <exception cref="TlsException">illegal_parameter: not a valid key of the group.</exception>
    void Agree(ReadOnlySpan<byte> peer, Span<byte> sharedSecret);
}
