using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Segno.Certificates;

/// <summary>
/// Whether a certificate is for a name (RFC 9525 §6): a DNS name against the DNS names among its subject alternative names,
/// where <c>*</c> stands for a whole left-most label; an IP address against the IP addresses among them. The common name
/// never counts. Internationalised names are compared as A-labels, so they must come as such.
/// </summary>
/// <remarks>The last answers are kept, under a hash of name and certificate, because resumption asks again and loading a certificate takes 150 µs.</remarks>
internal sealed class NameCheck
{
    private const int Capacity = 256;
    private readonly Answer?[] _answers = new Answer?[Capacity];

    /// <summary>As <see cref="Matches(X509Certificate2, string)"/>, from what is kept if possible.</summary>
    public bool Matches(ReadOnlySpan<byte> certificate, string name)
    {
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        using (IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            // The hash of the name has a fixed length, so no name runs into a certificate.
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
            hash.AppendData(certificate);
            hash.GetHashAndReset(key);
        }
        // An answer is immutable and its place is written at once: whoever reads it sees a whole one, or none.
        ref Answer? place = ref _answers[BinaryPrimitives.ReadUInt16BigEndian(key) % Capacity];
        if (Volatile.Read(ref place) is { } kept && kept.Key.AsSpan().SequenceEqual(key))
            return kept.Matches;
        using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(certificate);
        bool matches = Matches(loaded, name);
        Volatile.Write(ref place, new Answer(key.ToArray(), matches));
        return matches;
    }

    public static bool Matches(X509Certificate2 certificate, string name)
    {
        try
        {
            return certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false);
        }
        // A name that is none, or alternative names that cannot be read.
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private sealed record Answer(byte[] Key, bool Matches);
}
