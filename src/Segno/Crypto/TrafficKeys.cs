namespace Segno.Crypto;

/// <summary>Key, IV and sequence number of one direction and epoch (RFC 8446 §5.3, RFC 5288 §3). Owns its AEAD and disposes it.</summary>
internal sealed class TrafficKeys : IDisposable
{
    /// <param name="suite">Says which AEAD, and by its version how the nonce is made.</param>
    /// <param name="key">The AEAD's key, <see cref="CipherSuite.KeyLength"/> bytes; copied.</param>
    /// <param name="iv"><see cref="CipherSuite.FixedIvLength"/> bytes; copied.</param>
    public TrafficKeys(CipherSuite suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        Suite = suite;
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, suite.KeyLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, suite.FixedIvLength);
    }

    public CipherSuite Suite { get; }

    public void Dispose()
    {
    }
}
