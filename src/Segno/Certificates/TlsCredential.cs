using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Certificates;
using Segno.Crypto;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno;

/// <summary>
/// A certificate chain and what signs for it. Its key is ECDSA (P-256, P-384, P-521), RSA (2,048 to 8,192 bits, also
/// RSASSA-PSS) or Ed25519. Thread-safe; dispose it when no server and no client uses it any more.
/// </summary>
public sealed class TlsCredential : IDisposable
{
    /// <summary>The longest signature: that of an RSA key of <see cref="PublicKeyInfo.MaxRsaBits"/>.</summary>
    internal const int MaxSignatureLength = PublicKeyInfo.MaxRsaBits / 8;

    private readonly PublicKeyInfo _key;
    private readonly ICredentialSigner _signer;
    private readonly bool _ownsSigner;
    private volatile byte[] _ocspResponse = [];
    private volatile byte[] _timestamps = [];

    private TlsCredential(IReadOnlyList<ReadOnlyMemory<byte>> chain, PublicKeyInfo key, ICredentialSigner signer, bool ownsSigner)
    {
        Chain = chain;
        _key = key;
        _signer = signer;
        _ownsSigner = ownsSigner;
        PublicKeyHash = SHA256.HashData(key.Encoded.Span);
    }

    /// <summary>The certificates that go to the peer, in DER: the own one first, each certified by the next, the root left out.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; }

    /// <summary>SHA-256 over the SubjectPublicKeyInfo, 32 bytes: it outlives a renewal with the same key.</summary>
    public ReadOnlyMemory<byte> PublicKeyHash { get; }

    /// <summary>
    /// The OCSP response for the certificate, in DER, that a server staples where clients ask for it (RFC 6066 §8); empty: none. It may be set
    /// again at any time, as responses expire; the bytes are copied, and sent as they are.
    /// </summary>
    public ReadOnlyMemory<byte> OcspResponse
    {
        get => _ocspResponse;
        set => _ocspResponse = value.ToArray();
    }

    /// <summary>
    /// The SignedCertificateTimestampList (RFC 6962 §3.3), its own length included, that a server sends where clients ask for it; empty: none.
    /// It may be set again at any time; the bytes are copied.
    /// </summary>
    /// <exception cref="ArgumentException">It is not such a list.</exception>
    public ReadOnlyMemory<byte> SignedCertificateTimestamps
    {
        get => _timestamps;
        set => _timestamps = value.IsEmpty || SignedCertificateTimestampExtension.IsList(value.Span)
            ? value.ToArray()
            : throw new ArgumentException("SignedCertificateTimestamps: not a SignedCertificateTimestampList (RFC 6962 §3.3).", nameof(value));
    }

    /// <summary>Which TLS 1.2 suites it can serve.</summary>
    internal SuiteAuthentication Authentication => Signatures.AuthenticationOf(_key.Kind);

    /// <summary>The curve of an ECDSA key, which a TLS 1.2 peer must have among its groups (RFC 8422 §5.1); null for other keys.</summary>
    internal NamedGroup? KeyGroup => Signatures.GroupOf(_key.Kind);

    /// <summary>Reads a certificate, or a chain of them with the own one first, and its private key.</summary>
    /// <param name="certificatePem">The certificates; other PEM objects in the text are passed over, so it may be the same text as the key's.</param>
    /// <param name="keyPem">The private key: PKCS#8 ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "EC PRIVATE KEY" or "RSA PRIVATE KEY".</param>
    /// <param name="keyPassword">The password of an encrypted key.</param>
    /// <exception cref="ArgumentException">Something is missing, or the key does not belong to the certificate; the message says which.</exception>
    /// <exception cref="CryptographicException">Something cannot be read, or the password is wrong.</exception>
    public static TlsCredential FromPem(string certificatePem, string keyPem, string? keyPassword = null)
    {
        ArgumentNullException.ThrowIfNull(certificatePem);
        ArgumentNullException.ThrowIfNull(keyPem);
        return Load(certificatePem, keyPem, keyPassword, "the PEM of the certificate", "the PEM of the key");
    }

    /// <summary>Reads PEM files as <see cref="FromPem"/> reads texts; the two may be one file.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ArgumentException">Something is missing, or the key does not belong to the certificate; the message says which.</exception>
    /// <exception cref="CryptographicException">Something cannot be read, or the password is wrong.</exception>
    public static TlsCredential FromPemFiles(string certificatePath, string keyPath, string? keyPassword = null) =>
        Load(File.ReadAllText(certificatePath), File.ReadAllText(keyPath), keyPassword, $"'{certificatePath}'", $"'{keyPath}'");

    /// <summary>Reads a PFX (PKCS#12) with one private key. Its other certificates become the chain.</summary>
    /// <exception cref="ArgumentException">There is no certificate with a private key in it.</exception>
    /// <exception cref="CryptographicException">It cannot be read, or the password is wrong.</exception>
    public static TlsCredential FromPfx(ReadOnlySpan<byte> pfx, string? password)
    {
        X509Certificate2Collection certificates;
        try
        {
            certificates = X509CertificateLoader.LoadPkcs12Collection(pfx, password, KeyStorage);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException(
                "The PFX cannot be read: its password is wrong, it is damaged, or its key is of a kind that .NET does not know (give Ed25519 and RSASSA-PSS keys as PEM).", e);
        }
        try
        {
            X509Certificate2 own = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey)
                ?? throw new ArgumentException("There is no certificate with a private key in the PFX.");
            return FromCertificate(own, IssuerOrder.Of(own, certificates));
        }
        finally
        {
            foreach (X509Certificate2 certificate in certificates)
                certificate.Dispose();
        }
    }

    /// <summary>Reads a PFX file as <see cref="FromPfx(ReadOnlySpan{byte}, string?)"/> does.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">There is no certificate with a private key in it.</exception>
    /// <exception cref="CryptographicException">It cannot be read, or the password is wrong.</exception>
    public static TlsCredential FromPfx(string path, string? password) => FromPfx(File.ReadAllBytes(path), password);

    /// <summary>Takes a certificate that .NET has joined with its private key. Both may be disposed afterwards.</summary>
    /// <param name="certificate">The own certificate.</param>
    /// <param name="intermediates">What goes to the peer after it: each certifies the one before.</param>
    /// <exception cref="ArgumentException">It has no private key, or not one that Segno takes.</exception>
    public static TlsCredential FromCertificate(X509Certificate2 certificate, IEnumerable<X509Certificate2>? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        List<ReadOnlyMemory<byte>> chain = [certificate.RawData];
        foreach (X509Certificate2 intermediate in intermediates ?? [])
            chain.Add(intermediate.RawData);
        return Local(chain, "the chain", "the certificate", key => OwnKey.Of(certificate, key.Kind));
    }

    /// <summary>Leaves signing to somebody who holds the key elsewhere.</summary>
    /// <param name="chain">The certificates in DER, the own one first.</param>
    /// <param name="signer">Signs; it stays the caller's. Whether it has the certificate's key is seen by the first peer.</param>
    /// <exception cref="ArgumentException">The chain is empty, or its key is not one that Segno takes.</exception>
    /// <exception cref="CryptographicException">A certificate cannot be read.</exception>
    public static TlsCredential FromSigner(IReadOnlyList<ReadOnlyMemory<byte>> chain, ICredentialSigner signer)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(signer);
        (IReadOnlyList<ReadOnlyMemory<byte>> own, PublicKeyInfo key) = Inspect([.. chain.Select(der => (ReadOnlyMemory<byte>)der.ToArray())], "the chain");
        return new TlsCredential(own, key, signer, ownsSigner: false);
    }

    /// <summary>
    /// Makes a certificate for <paramref name="name"/> that signs itself, with a new P-256 key, valid for a year: for
    /// development and tests. For <c>localhost</c> it holds 127.0.0.1 and ::1 too.
    /// </summary>
    /// <param name="name">A DNS name or an IP address.</param>
    /// <param name="timeProvider">Where time comes from; null for the system's.</param>
    public static TlsCredential CreateSelfSigned(string name, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = SelfSigned.Create(name, key, timeProvider ?? TimeProvider.System);
        return FromCertificate(certificate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsSigner)
            (_signer as IDisposable)?.Dispose();
    }

    /// <summary>The first of our schemes that the peer has and the key can sign with; null: none (RFC 8446 §4.4.3, RFC 5246 §7.4.3).</summary>
    /// <remarks>
    /// A TLS 1.2 client that sends no signature_algorithms means SHA-1 (RFC 5246 §7.4.1.4.1), which Segno does not have: an
    /// empty list fits nothing.
    /// </remarks>
    internal SignatureScheme? ChooseScheme(ProtocolVersion version, UInt16List peerSchemes, IReadOnlyList<SignatureScheme> own)
    {
        foreach (SignatureScheme scheme in own)
        {
            if (_key.Fits(scheme, version) && peerSchemes.Contains((ushort)scheme) && _signer.Supports(scheme))
                return scheme;
        }
        return null;
    }

    /// <summary>Whether it can sign for a suite with one of the schemes, whatever a peer accepts.</summary>
    internal bool CanServe(CipherSuite suite, IReadOnlyList<SignatureScheme> own) =>
        (suite.Authentication == SuiteAuthentication.Any || suite.Authentication == Authentication)
        && own.Any(scheme => _key.Fits(scheme, suite.Version) && _signer.Supports(scheme));

    /// <summary>Signs; the caller gives at least <see cref="MaxSignatureLength"/> bytes of room and gets the bytes written.</summary>
    internal async ValueTask<int> SignAsync(
        SignatureScheme scheme, ReadOnlyMemory<byte> content, Memory<byte> signature, CancellationToken cancellationToken)
    {
        int written = await _signer.SignAsync(scheme, content, signature, cancellationToken).ConfigureAwait(false);
        return written > 0 && written <= signature.Length
            ? written
            : throw new InvalidOperationException($"The signer answered with a length of {written} bytes.");
    }

    /// <summary>Ephemeral: the key goes into no store of the system. Exportable: <see cref="LocalSigner{TKey}"/> copies it.</summary>
    private static X509KeyStorageFlags KeyStorage =>
        OperatingSystem.IsMacOS() ? X509KeyStorageFlags.Exportable : X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet;

    private static TlsCredential Load(string certificatePem, string keyPem, string? password, string certificateSource, string keySource) => Local(
        CertificatePem.Read(certificatePem, certificateSource), certificateSource, keySource,
        key => PrivateKeyPem.Read(keyPem, key.Kind, password, keySource));

    private static TlsCredential Local(
        List<ReadOnlyMemory<byte>> certificates, string certificateSource, string keySource, Func<PublicKeyInfo, ICredentialSigner> readKey)
    {
        (IReadOnlyList<ReadOnlyMemory<byte>> chain, PublicKeyInfo key) = Inspect(certificates, certificateSource);
        ICredentialSigner signer = readKey(key);
        TlsCredential credential = new(chain, key, signer, ownsSigner: true);
        try
        {
            SignatureScheme scheme = Signatures.Supported.First(candidate => key.Fits(candidate, ProtocolVersion.Tls12));
            if (OwnKey.Belongs(signer, chain[0], scheme))
                return credential;
            throw new ArgumentException(
                $"The private key in {keySource} does not belong to the first certificate in {certificateSource}; the own certificate comes first, its issuers after it.");
        }
        catch (TlsException e)
        {
            credential.Dispose();
            throw new CryptographicException($"The public key of the first certificate in {certificateSource} cannot be read.", e);
        }
        catch
        {
            credential.Dispose();
            throw;
        }
    }

    /// <summary>Reads every certificate, leaves the root out, and looks at the own one's key.</summary>
    private static (IReadOnlyList<ReadOnlyMemory<byte>> Chain, PublicKeyInfo Key) Inspect(List<ReadOnlyMemory<byte>> certificates, string source)
    {
        if (certificates.Count == 0)
            throw new ArgumentException("The chain is empty: it needs the own certificate at least.");
        List<ReadOnlyMemory<byte>> chain = [];
        PublicKeyInfo? key = null;
        try
        {
            foreach (ReadOnlyMemory<byte> certificate in certificates)
            {
                CertificateFields fields = CertificateFields.Parse(certificate);
                if (chain.Count == 0)
                    key = OwnPublicKey(fields, source);
                else if (fields.IsSelfIssued)
                    continue;
                chain.Add(certificate);
            }
        }
        catch (Exception e) when (e is TlsException or AsnContentException)
        {
            throw new CryptographicException($"Certificate {chain.Count + 1} in {source} cannot be read.", e);
        }
        return (chain.AsReadOnly(), key!.Value);
    }

    private static PublicKeyInfo OwnPublicKey(CertificateFields fields, string source)
    {
        PublicKeyInfo key = PublicKeyInfo.Parse(fields.SubjectPublicKeyInfo, out string why)
            ?? throw new ArgumentException($"The first certificate in {source} cannot serve in TLS: {why}.");
        // RFC 8446 §4.4.2.2: a peer would refuse it.
        return fields.MaySign ? key : throw new ArgumentException($"The first certificate in {source} cannot serve in TLS: its key usage lacks digitalSignature.");
    }
}
