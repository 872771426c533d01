using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>
/// Authenticated encryption in place (RFC 5116), with the interface of the record layer: 12 bytes of nonce, 16 of tag, the ciphertext as long
/// as the plaintext and in the same bytes.
/// </summary>
internal abstract class Aead : IDisposable
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>The algorithm under a key, which is copied.</summary>
    public static Aead Create(AeadAlgorithm algorithm, ReadOnlySpan<byte> key) =>
        algorithm == AeadAlgorithm.ChaCha20Poly1305 ? new ChaCha(key) : new Gcm(key);

    /// <summary>Encrypts <paramref name="content"/> where it lies and fills <paramref name="tag"/>.</summary>
    public abstract void Seal(ReadOnlySpan<byte> nonce, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> associatedData);

    /// <summary>Decrypts <paramref name="content"/> where it lies. False, with the content zeroed, if the tag does not fit.</summary>
    public abstract bool TryOpen(ReadOnlySpan<byte> nonce, Span<byte> content, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData);

    public abstract void Dispose();

    private sealed class Gcm(ReadOnlySpan<byte> key) : Aead
    {
        private readonly AesGcm _cipher = new(key, TagLength);

        public override void Seal(ReadOnlySpan<byte> nonce, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> associatedData) =>
            _cipher.Encrypt(nonce, content, content, tag, associatedData);

        public override bool TryOpen(ReadOnlySpan<byte> nonce, Span<byte> content, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData)
        {
            try
            {
                _cipher.Decrypt(nonce, content, tag, content, associatedData);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }

        public override void Dispose() => _cipher.Dispose();
    }

    private sealed class ChaCha(ReadOnlySpan<byte> key) : Aead
    {
        private readonly ChaCha20Poly1305 _cipher = new(key);

        public override void Seal(ReadOnlySpan<byte> nonce, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> associatedData) =>
            _cipher.Encrypt(nonce, content, content, tag, associatedData);

        public override bool TryOpen(ReadOnlySpan<byte> nonce, Span<byte> content, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData)
        {
            try
            {
                _cipher.Decrypt(nonce, content, tag, content, associatedData);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }

        public override void Dispose() => _cipher.Dispose();
    }
}
