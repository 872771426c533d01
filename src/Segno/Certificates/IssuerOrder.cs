using System.Security.Cryptography.X509Certificates;

namespace Segno.Certificates;

/// <summary>Brings the certificates of a PFX, which has no order, into that of a chain.</summary>
internal static class IssuerOrder
{
    /// <summary>The issuer of <paramref name="own"/>, its issuer, and so on, as far as <paramref name="candidates"/> go.</summary>
    public static List<X509Certificate2> Of(X509Certificate2 own, X509Certificate2Collection candidates)
    {
        List<X509Certificate2> left = [.. candidates.Where(candidate => !ReferenceEquals(candidate, own))];
        List<X509Certificate2> chain = [];
        X509Certificate2? last = own;
        while (last is not null)
        {
            ReadOnlySpan<byte> issuer = last.IssuerName.RawData;
            last = null;
            foreach (X509Certificate2 candidate in left)
            {
                if (candidate.SubjectName.RawData.AsSpan().SequenceEqual(issuer))
                {
                    last = candidate;
                    break;
                }
            }
            if (last is not null && left.Remove(last))
                chain.Add(last);
        }
        return chain;
    }
}
