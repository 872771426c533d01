using System.Formats.Asn1;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Certificates;

/// <summary>A peer's own certificate as far as its handshake signature goes. Whether it is trusted is <see cref="CertificateValidator"/>'s to say.</summary>
internal sealed class PeerCertificate : IDisposable
{
    private readonly PublicKeyInfo _info;
    private readonly byte[] _hash;
    private AsymmetricAlgorithm? _key;
    private bool _proved;

    private PeerCertificate(PublicKeyInfo info)
    {
        _info = info;
        _hash = SHA256.HashData(info.Encoded.Span);
    }

    /// <summary>What a TLS 1.2 suite must say so that this certificate may answer it.</summary>
    public SuiteAuthentication Authentication => Signatures.AuthenticationOf(_info.Kind);

    /// <summary>The curve of an ECDSA key; null of others.</summary>
    public NamedGroup? Group => Signatures.GroupOf(_info.Kind);

    /// <summary>Reads a certificate; it borrows <paramref name="der"/>.</summary>
    /// <exception cref="TlsException">
    /// bad_certificate: it cannot be read; unsupported_certificate: its key is of a kind that signs no handshake here, or its
    /// key usage forbids signing. No option and no callback lifts the latter (RFC 8446 §4.4.2.2).
    /// </exception>
    public static PeerCertificate Parse(ReadOnlyMemory<byte> der)
    {
        CertificateFields fields = CertificateFields.Parse(der);
        if (!fields.MaySign)
            throw new TlsException(TlsFaults.WrongKeyUsage, "digitalSignature is not among its key usages");
        try
        {
            PublicKeyInfo info = PublicKeyInfo.Parse(fields.SubjectPublicKeyInfo, out string why)
                ?? throw new TlsException(TlsFaults.WrongCertificateType, why);
            return new PeerCertificate(info);
        }
        catch (AsnContentException e)
        {
            throw new TlsException(TlsFaults.UnreadableCertificate, "its public key", inner: e);
        }
    }

    /// <summary>Whether the key may sign a handshake of this version with this scheme (RFC 8446 §4.4.3).</summary>
    public bool Fits(SignatureScheme scheme, ProtocolVersion version) => _info.Fits(scheme, version);

    /// <summary>Whether the signature is the key's. False, too, for a scheme that does not fit.</summary>
    public bool Verify(SignatureScheme scheme, ProtocolVersion version, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (!Fits(scheme, version))
            return false;
        if (_info.Kind == SignatureKeyKind.Ed25519)
            return Sodium.Ed25519Verify(_info.Key.Span, content, signature);
        AsymmetricAlgorithm key = _key ??= VerificationKeys.Take(_hash) ?? Import();
        bool valid = IsSignatureOf(key, scheme, content, signature);
        _proved |= valid;
        return valid;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _key, null) is not { } key)
            return;
        // Only who owns the private key gets a place: a flood of invented certificates displaces nobody.
        if (_proved)
            VerificationKeys.Keep(_hash, key);
        else
            key.Dispose();
    }

    private AsymmetricAlgorithm Import()
    {
        AsymmetricAlgorithm key = _info.Kind is SignatureKeyKind.Rsa or SignatureKeyKind.RsaPss ? RSA.Create() : ECDsa.Create();
        try
        {
            // .NET knows no RSASSA-PSS keys; the RSAPublicKey inside is the same.
            if (key is RSA rsa)
                rsa.ImportRSAPublicKey(_info.Key.Span, out _);
            else
                key.ImportSubjectPublicKeyInfo(_info.Encoded.Span, out _);
            return key;
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new TlsException(TlsFaults.UnreadableCertificate, "its public key", inner: e);
        }
    }

    private static bool IsSignatureOf(AsymmetricAlgorithm key, SignatureScheme scheme, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        try
        {
            return key is RSA rsa
                ? rsa.VerifyData(content, signature, Signatures.HashOf(scheme), Signatures.PaddingOf(scheme))
                : ((ECDsa)key).VerifyData(content, signature, Signatures.HashOf(scheme), DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
