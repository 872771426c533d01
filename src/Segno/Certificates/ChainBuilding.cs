using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Wire;

namespace Segno.Certificates;

/// <summary>Builds the path from a peer's certificate to a trust anchor (RFC 5280 §6) with <see cref="X509Chain"/>, and says what is wrong with it.</summary>
internal sealed class ChainBuilding(CertificateValidationOptions options, TlsRole peer)
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2[]? _roots = options.Roots is null ? null : [.. options.Roots];

    /// <summary>Whether a build may wait for the network.</summary>
    public bool MayUseNetwork => options.AllowDownloads || options.RevocationMode == X509RevocationMode.Online;

    public CertificateVerdict Check(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> others, DateTimeOffset now)
    {
        using X509Chain chain = new();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.ApplicationPolicy.Add(new Oid(peer == TlsRole.Server ? ServerAuthentication : ClientAuthentication));
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.RevocationMode = options.RevocationMode;
        policy.DisableCertificateDownloads = !options.AllowDownloads;
        policy.UrlRetrievalTimeout = options.Deadline;
        foreach (X509Certificate2 other in others)
            policy.ExtraStore.Add(other);
        if (_roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_roots);
        }
        try
        {
            return chain.Build(certificate) ? CheckStrength(chain.ChainElements) : Explain(chain, now);
        }
        catch (CryptographicException e)
        {
            return CertificateVerdict.Refused(TlsFaults.CertificateInvalid, e.Message);
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    /// <summary>The gravest of what is wrong decides the alert.</summary>
    private static CertificateVerdict Explain(X509Chain chain, DateTimeOffset now)
    {
        X509ChainStatusFlags all = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain.ChainStatus)
            all |= status.Status;
        return all switch
        {
            _ when all.HasFlag(X509ChainStatusFlags.Revoked) => CertificateVerdict.Refused(TlsFaults.CertificateIsRevoked),
            _ when all.HasFlag(X509ChainStatusFlags.NotSignatureValid) => Invalid(chain, X509ChainStatusFlags.NotSignatureValid),
            _ when (all & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0 =>
                CertificateVerdict.Refused(TlsFaults.UntrustedRoot, all.HasFlag(X509ChainStatusFlags.PartialChain) ? "an issuer is missing" : null),
            _ when all.HasFlag(X509ChainStatusFlags.NotTimeValid) => CertificateVerdict.Refused(TlsFaults.CertificateIsExpired, OutOfDate(chain, now)),
            _ when all.HasFlag(X509ChainStatusFlags.NotValidForUsage) => CertificateVerdict.Refused(TlsFaults.WrongKeyUsage, "its extended key usage"),
            _ when (all & (X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation)) == all =>
                CertificateVerdict.Refused(TlsFaults.ValidationUnavailable, "whether it is revoked is unknown"),
            _ => Invalid(chain, all & ~(X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation)),
        };
    }

    private static CertificateVerdict Invalid(X509Chain chain, X509ChainStatusFlags wanted)
    {
        string text = string.Join("; ", chain.ChainStatus.Where(status => (status.Status & wanted) != 0).Select(status => $"{status.Status}: {status.StatusInformation.Trim()}"));
        return CertificateVerdict.Refused(TlsFaults.CertificateInvalid, text);
    }

    private static string? OutOfDate(X509Chain chain, DateTimeOffset now)
    {
        for (int i = 0; i < chain.ChainElements.Count; i++)
        {
            CertificateFields fields = CertificateFields.Parse(chain.ChainElements[i].Certificate.RawData);
            if (now < fields.NotBefore)
                return string.Create(CultureInfo.InvariantCulture, $"certificate {i + 1} of the path is not valid before {fields.NotBefore:u}");
            if (now >= fields.NotAfter)
                return string.Create(CultureInfo.InvariantCulture, $"certificate {i + 1} of the path expired at {fields.NotAfter:u}");
        }
        return null;
    }

    /// <summary>
    /// OpenSSL at .NET's security level lets MD5, SHA-1 and short keys pass; RFC 8446 §4.4.2.4 forbids the first and advises against
    /// the second, and RFC 9325 §4.3 forbids the third. A trust anchor's own signature proves nothing, and its key was chosen by whoever
    /// trusts it: neither is looked at.
    /// </summary>
    private static CertificateVerdict CheckStrength(X509ChainElementCollection path)
    {
        for (int i = 0; i < path.Count - 1; i++)
        {
            if (WeakSignature(path[i].Certificate) is { } signature)
                return CertificateVerdict.Refused(TlsFaults.CertificateInvalid, signature);
            if (WeakKey(path[i].Certificate) is { } why)
                return CertificateVerdict.Refused(TlsFaults.CertificateInvalid, string.Create(CultureInfo.InvariantCulture, $"certificate {i + 1} of the path: {why}"));
        }
        return CertificateVerdict.Accepted;
    }

    /// <summary>Why a signature proves nothing; null: it does.</summary>
    private static string? WeakSignature(X509Certificate2 certificate)
    {
        try
        {
            return CertificateSignatures.IsStrong(CertificateFields.Parse(certificate.RawData).SignatureAlgorithm) ? null : "it is signed with an algorithm that is broken or unknown";
        }
        catch (TlsException)
        {
            return "its signature algorithm cannot be read";
        }
    }

    /// <summary>Why a key is none that may vouch for anything; null: it may.</summary>
    private static string? WeakKey(X509Certificate2 certificate)
    {
        try
        {
            return PublicKeyInfo.Parse(CertificateFields.Parse(certificate.RawData).SubjectPublicKeyInfo, out string why) is null ? why : null;
        }
        catch (Exception e) when (e is AsnContentException or TlsException)
        {
            return "its key cannot be read";
        }
    }
}
