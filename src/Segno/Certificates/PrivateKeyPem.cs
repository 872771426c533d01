using System.Formats.Asn1;
using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Certificates;

/// <summary>The private key of a PEM text (RFC 7468 §10, §11): PKCS#8, encrypted or not, and the older forms of OpenSSL for ECDSA and RSA.</summary>
internal static class PrivateKeyPem
{
    private const string Pkcs8 = "PRIVATE KEY";
    private const string EncryptedPkcs8 = "ENCRYPTED PRIVATE KEY";
    private const string Sec1 = "EC PRIVATE KEY";
    private const string Pkcs1 = "RSA PRIVATE KEY";

    /// <summary>The key as a signer, which the caller owns.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="kind">What the certificate's key is.</param>
    /// <param name="password">Of an encrypted key.</param>
    /// <param name="source">What to call the text when it is at fault.</param>
    /// <exception cref="ArgumentException">There is no key of that kind in it, or the password is missing.</exception>
    /// <exception cref="CryptographicException">The key cannot be read, or the password is wrong.</exception>
    public static ICredentialSigner Read(ReadOnlySpan<char> pem, SignatureKeyKind kind, string? password, string source)
    {
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string label = rest[fields.Label].ToString();
            if (label is Pkcs8 or EncryptedPkcs8 or Sec1 or Pkcs1)
                return Decode(rest[fields.Base64Data], fields.DecodedDataLength, label, kind, password, source);
            rest = rest[fields.Location.End..];
        }
        throw new ArgumentException(pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal)
            ? $"The private key in {source} is encrypted in OpenSSL's old form; convert it with \"openssl pkcs8 -topk8\"."
            : $"There is no private key in {source}: it needs a block that begins with -----BEGIN PRIVATE KEY-----.");
    }

    private static ICredentialSigner Decode(
        ReadOnlySpan<char> base64, int length, string label, SignatureKeyKind kind, string? password, string source)
    {
        byte[] der = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        try
        {
            if (!Convert.TryFromBase64Chars(base64, der, out int written) || written != length)
                throw new CryptographicException($"The private key in {source} is not valid base64.");
            if (label == EncryptedPkcs8 && password is null)
                throw new ArgumentException($"The private key in {source} is encrypted: give its password.");
            if (label == EncryptedPkcs8 && kind is SignatureKeyKind.Ed25519 or SignatureKeyKind.RsaPss)
                throw new ArgumentException($"The private key in {source} is encrypted, which is supported for ECDSA and RSA only: decrypt it with \"openssl pkcs8\".");
            return Import(der, label, kind, password, source);
        }
        catch (Exception e) when (e is AsnContentException || (e is CryptographicException && e.InnerException is AsnContentException))
        {
            throw new CryptographicException($"The private key in {source} cannot be read.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static ICredentialSigner Import(ReadOnlyMemory<byte> der, string label, SignatureKeyKind kind, string? password, string source)
    {
        SignatureKeyKind? found = label switch
        {
            Pkcs8 => Pkcs8Kind(der),
            Sec1 => SignatureKeyKind.EcdsaP256,
            Pkcs1 => SignatureKeyKind.Rsa,
            _ => null,
        };
        if (label != EncryptedPkcs8 && (found is not { } known || Family(known) != Family(kind)))
            throw new ArgumentException($"The private key in {source} is of another kind than the certificate's, which is {Family(kind)}.");

        switch (kind)
        {
            case SignatureKeyKind.Ed25519:
                return ReadEd25519(der);
            case SignatureKeyKind.Rsa or SignatureKeyKind.RsaPss:
                RSA rsa = RSA.Create();
                return Own(rsa, new KeyForm(der, label, password, kind, found == SignatureKeyKind.RsaPss), source, key => new RsaSigner((RSA)key));
            default:
                return Own(ECDsa.Create(), new KeyForm(der, label, password, kind, false), source, key => new EcdsaSigner((ECDsa)key));
        }
    }

    private static ICredentialSigner Own(AsymmetricAlgorithm key, KeyForm form, string source, Func<AsymmetricAlgorithm, ICredentialSigner> own)
    {
        try
        {
            if (key is ECDsa ec && form.EcPrivateKey is { } fields && ShortEcKey.TryImport(ec, fields, form.Kind))
                return own(key);
            if (form.Label == EncryptedPkcs8)
                key.ImportEncryptedPkcs8PrivateKey(form.Password, form.Der.Span, out _);
            else if (form.Label == Sec1)
                ((ECDsa)key).ImportECPrivateKey(form.Der.Span, out _);
            else if (form.Label == Pkcs1)
                ((RSA)key).ImportRSAPrivateKey(form.Der.Span, out _);
            else if (form.IsPss)
                ((RSA)key).ImportRSAPrivateKey(Pkcs8Content(form.Der).Span, out _);
            else
                key.ImportPkcs8PrivateKey(form.Der.Span, out _);
            return own(key);
        }
        // A curve that the platform does not know is PlatformNotSupportedException.
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            key.Dispose();
            throw new CryptographicException(form.Label == EncryptedPkcs8
                ? $"The private key in {source} cannot be read: its password is wrong, or it is of another kind than the certificate's."
                : $"The private key in {source} cannot be read.", e);
        }
    }

    /// <summary>OneAsymmetricKey of RFC 5958 §2, whose privateKey is itself an OCTET STRING (RFC 8410 §7).</summary>
    private static Ed25519Signer ReadEd25519(ReadOnlyMemory<byte> der)
    {
        AsnReader inner = new(Pkcs8Content(der), AsnEncodingRules.DER);
        if (!inner.TryReadPrimitiveOctetString(out ReadOnlyMemory<byte> seed) || seed.Length != Sodium.Ed25519SeedLength)
            throw new AsnContentException();
        inner.ThrowIfNotEmpty();
        return new Ed25519Signer(seed.Span);
    }

    private static SignatureKeyKind? Pkcs8Kind(ReadOnlyMemory<byte> der)
    {
        AsnReader info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        info.ReadEncodedValue();
        return info.ReadSequence().ReadObjectIdentifier() switch
        {
            "1.2.840.10045.2.1" => SignatureKeyKind.EcdsaP256,
            "1.2.840.113549.1.1.1" => SignatureKeyKind.Rsa,
            "1.2.840.113549.1.1.10" => SignatureKeyKind.RsaPss,
            "1.3.101.112" => SignatureKeyKind.Ed25519,
            _ => null,
        };
    }

    private static ReadOnlyMemory<byte> Pkcs8Content(ReadOnlyMemory<byte> der)
    {
        AsnReader info = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        info.ReadEncodedValue();
        info.ReadSequence();
        return info.TryReadPrimitiveOctetString(out ReadOnlyMemory<byte> content) ? content : throw new AsnContentException();
    }

    private static string Family(SignatureKeyKind kind) => kind switch
    {
        SignatureKeyKind.Rsa or SignatureKeyKind.RsaPss => "RSA",
        SignatureKeyKind.Ed25519 => "Ed25519",
        _ => "ECDSA",
    };

    /// <summary>How the key lies in the file. It borrows the bytes, and is gone before they are zeroed.</summary>
    private readonly struct KeyForm(ReadOnlyMemory<byte> der, string label, string? password, SignatureKeyKind kind, bool isPss)
    {
        public ReadOnlyMemory<byte> Der => der;

        public string Label => label;

        public string? Password => password;

        public SignatureKeyKind Kind => kind;

        /// <summary>ECPrivateKey in clear; null if it is not, or is encrypted.</summary>
        public ReadOnlyMemory<byte>? EcPrivateKey => label switch
        {
            Sec1 => der,
            Pkcs8 => Pkcs8Content(der),
            _ => (ReadOnlyMemory<byte>?)null,
        };

        public bool IsPss => isPss;
    }
}
