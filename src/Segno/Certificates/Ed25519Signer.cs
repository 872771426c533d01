using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Certificates;

/// <summary>Ed25519 by libsodium.</summary>
internal sealed class Ed25519Signer : ICredentialSigner, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SecretBuffer _secretKey = new(Sodium.Ed25519SecretKeyLength);
    private readonly byte[] _publicKey = new byte[Sodium.Ed25519PublicKeyLength];

    /// <param name="seed">The private key of RFC 8032 §5.1.5; copied.</param>
    public Ed25519Signer(ReadOnlySpan<byte> seed) => Sodium.Ed25519KeyPair(seed, _publicKey, _secretKey.Span);

    public ReadOnlySpan<byte> PublicKey => _publicKey;

    public ValueTask<int> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Sign(content.Span, destination.Span));
    }

    public void Dispose()
    {
        lock (_gate)
            _secretKey.Dispose();
    }

    public int Sign(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        // A copy: signing with a key that Dispose zeroes at that moment would give part of it away.
        Span<byte> secretKey = stackalloc byte[Sodium.Ed25519SecretKeyLength];
        try
        {
            lock (_gate)
                _secretKey.Span.CopyTo(secretKey);
            Sodium.Ed25519Sign(secretKey, content, destination[..Sodium.Ed25519SignatureLength]);
            return Sodium.Ed25519SignatureLength;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }
}
