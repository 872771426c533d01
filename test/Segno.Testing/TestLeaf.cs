using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Testing;

/// <summary>What a test wants of a leaf certificate.</summary>
public sealed record TestLeaf
{
    /// <summary>The common name, which nothing may look at.</summary>
    public string CommonName { get; init; } = "test leaf";

    /// <summary>The subject alternative names; what parses as an IP address becomes one.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Writes every name as a DNS name, even if it looks like an address.</summary>
    public bool OnlyDnsNames { get; init; }

    public TestKeyKind Key { get; init; } = TestKeyKind.EcdsaP256;

    /// <summary>Null: no extended key usage.</summary>
    public bool? ForServer { get; init; } = true;

    /// <summary>Null: no key usage.</summary>
    public X509KeyUsageFlags? KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature;

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>What goes in beside the above: AIA, CDP and the like.</summary>
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    internal X509Extension? AlternativeNames()
    {
        if (Names.Count == 0)
            return null;
        SubjectAlternativeNameBuilder builder = new();
        foreach (string name in Names)
        {
            if (!OnlyDnsNames && IPAddress.TryParse(name, out IPAddress? address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }
        return builder.Build();
    }
}
