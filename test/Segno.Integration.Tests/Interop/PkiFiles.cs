using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Integration.Tests.Interop;

/// <summary>A small authority with two server certificates and a client's, made anew for each run, as PEM files for the peers.</summary>
internal static class PkiFiles
{
    private static readonly X509Certificate2 s_authority = MakeAuthority();

    /// <summary>Where the files of this run are; the peers' working directory.</summary>
    public static string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("segno-interop-").FullName;

    public static string AuthorityFile { get; } = Save("ca.pem", s_authority.ExportCertificatePem());

    public static PemPair EcdsaServer { get; } = MakeLeaf("server-ecdsa", ECDsa.Create(ECCurve.NamedCurves.nistP256), server: true);

    public static PemPair RsaServer { get; } = MakeLeaf("server-rsa", RSA.Create(2048), server: true);

    public static PemPair Client { get; } = MakeLeaf("client", ECDsa.Create(ECCurve.NamedCurves.nistP256), server: false);

    public static X509Certificate2Collection Roots => [s_authority];

    /// <summary>The certificate that a peer serves: both key types get their turn.</summary>
    public static PemPair ServerFor(Way way) => way is Way.Ticket or Way.PskKe ? RsaServer : EcdsaServer;

    /// <summary>A path for a file of a peer's own.</summary>
    public static string NewFile(string name) => Path.Combine(Directory, $"{Guid.NewGuid():N}-{name}");

    public static string Save(string name, string content)
    {
        string path = Path.IsPathRooted(name) ? name : Path.Combine(Directory, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static X509Certificate2 MakeAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Segno test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static PemPair MakeLeaf(string name, AsymmetricAlgorithm key, bool server)
    {
        using (key)
        {
            // NSS keeps one nickname a subject: each certificate has its own.
            string subject = server ? $"CN=localhost, OU={name}" : "CN=segno client";
            CertificateRequest request = key is RSA rsa
                ? new(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : new(subject, (ECDsa)key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
            // NSS takes no RSA server without keyEncipherment, whatever the key exchange.
            request.CertificateExtensions.Add(new X509KeyUsageExtension(
                key is RSA ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment : X509KeyUsageFlags.DigitalSignature, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(s_authority, true, false));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
            if (server)
            {
                SubjectAlternativeNameBuilder names = new();
                names.AddDnsName("localhost");
                names.AddIpAddress(IPAddress.Loopback);
                names.AddIpAddress(IPAddress.IPv6Loopback);
                request.CertificateExtensions.Add(names.Build());
            }

            using X509Certificate2 certificate = request.Create(
                s_authority.SubjectName, X509SignatureGenerator.CreateForECDsa(s_authority.GetECDsaPrivateKey()!),
                DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(16));
            return new PemPair(name, certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        }
    }
}

/// <summary>A certificate and its key, as text and as files.</summary>
internal sealed class PemPair(string name, string certificate, string key)
{
    public string Name => name;

    public string Certificate => certificate;

    public string Key => key;

    public string CertificateFile { get; } = PkiFiles.Save($"{name}.pem", certificate + "\n");

    public string KeyFile { get; } = PkiFiles.Save($"{name}.key", key + "\n");

    /// <summary>Certificate and key in one file, as HAProxy wants it.</summary>
    public string CombinedFile { get; } = PkiFiles.Save($"{name}.combined", certificate + "\n" + key + "\n");
}
