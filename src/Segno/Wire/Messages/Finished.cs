namespace Segno.Wire.Messages;

/// <summary>
/// Finished: verify_data and nothing else, of 12 bytes in TLS 1.2 and of the hash's length in TLS 1.3 (RFC 5246 §7.4.9, RFC 8446 §4.4.4).
/// </summary>
internal readonly struct Finished(ReadOnlyMemory<byte> verifyData) : IHandshakeMessage<Finished>
{
    private const int Length12 = 12;
    private const int LengthSha256 = 32;
    private const int LengthSha384 = 48;

    public static HandshakeType Type => HandshakeType.Finished;

    public ReadOnlyMemory<byte> VerifyData { get; } = verifyData;

    /// <exception cref="TlsException">decrypt_error: a length that no suite has gets the same alert as a value that does not verify.</exception>
    public static Finished Parse(ReadOnlyMemory<byte> body) =>
        body.Length is Length12 or LengthSha256 or LengthSha384
            ? new Finished(body)
            : throw new TlsException(TlsFaults.BadFinished, $"{body.Length} bytes");

    public void Write(TlsWriter writer) => writer.WriteBytes(VerifyData.Span);
}
