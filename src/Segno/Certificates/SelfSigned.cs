using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Certificates;

/// <summary>Makes the certificate of a name that signs itself, for development.</summary>
internal static class SelfSigned
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromHours(1);

    public static X509Certificate2 Create(string name, ECDsa key, TimeProvider time)
    {
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(name.Length <= 64 ? name : name[..64]);
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(AlternativeNames(name));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(ChainBuilding.ServerAuthentication), new Oid(ChainBuilding.ClientAuthentication)], critical: false));
        DateTimeOffset now = time.GetUtcNow();
        return request.CreateSelfSigned(now - s_clockSkew, now + s_lifetime);
    }

    private static X509Extension AlternativeNames(string name)
    {
        SubjectAlternativeNameBuilder names = new();
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
            if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                names.AddIpAddress(IPAddress.Loopback);
                names.AddIpAddress(IPAddress.IPv6Loopback);
            }
        }
        return names.Build();
    }
}
