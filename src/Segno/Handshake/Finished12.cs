using Segno.Crypto;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake;

/// <summary>Finished of TLS 1.2: verify_data over the transcript before it (RFC 5246 §7.4.9).</summary>
internal static class Finished12
{
    /// <exception cref="TlsException">decrypt_error: it does not verify.</exception>
    public static void RequireValid(HandshakeTranscript transcript, CipherSuite suite, SecretBuffer masterSecret, TlsRole sender, Finished finished)
    {
        Span<byte> hash = stackalloc byte[suite.HashLength];
        transcript.Current(hash);
        if (!Prf12.VerifyFinished(suite.Hash, masterSecret.Span, sender, hash, finished.VerifyData.Span))
            throw new TlsException(TlsFaults.BadFinished);
    }

    public static void Compute(HandshakeTranscript transcript, CipherSuite suite, SecretBuffer masterSecret, TlsRole sender, Span<byte> verifyData)
    {
        Span<byte> hash = stackalloc byte[suite.HashLength];
        transcript.Current(hash);
        Prf12.VerifyData(suite.Hash, masterSecret.Span, sender, hash, verifyData);
    }
}
