using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Certificates;
using Segno.Fuzz.Harness;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Fuzz.Targets;

/// <summary>
/// Certificates of a peer: what Segno reads of them itself, held against what .NET reads; the key, a signature, the chain and the name.
/// Input: what is given, then either DER, or edits to the body of a legal certificate, which is signed again so that its chain holds.
/// </summary>
internal sealed class CertificateTarget : IFuzzTarget
{
    private const int MaxEdits = 16;

    private static readonly CertificateValidator s_validator = new(new CertificateValidationOptions { Roots = [FuzzPki.Server.Root] }, TlsRole.Server, TestHosts.Clock());
    private static readonly SignatureScheme[] s_schemes = Enum.GetValues<SignatureScheme>();

    public static string Name => "certificate";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        SignatureScheme scheme = s_schemes[reader.Byte() % s_schemes.Length];
        byte[] der = (options & 1) != 0 ? reader.Rest.ToArray() : Edited(ref reader);
        Read(der);
        VerifyWith(der, scheme);
        if ((options & 2) == 0)
            return;
        // A path is built only from what begins as one.
        ReadOnlyMemory<byte>[] chain = [der, FuzzPki.Server.Root.RawData];
        Immediate.Of(s_validator.ValidateAsync(chain, TestHosts.Name, CancellationToken.None), "Checking a chain");
        Immediate.Of(s_validator.RecheckAsync(chain, TestHosts.Name, CancellationToken.None), "Checking a chain again");
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        yield return ("leaf", [1 | 2, 0, .. FuzzPki.Server.Leaf]);
        yield return ("root", [1 | 2, 0, .. FuzzPki.Server.Root.RawData]);
        yield return ("ecdsa", [1 | 2, 1, .. FuzzPki.EcdsaServer.Leaf]);
        yield return ("signed-again", [2, 0]);
        yield return ("edited-byte", [2, 0, 0, 0, 40, 1, 1]);
        yield return ("edited-insert", [2, 0, 1, 0, 40, 1, 5]);
        yield return ("edited-delete", [0, 0, 2, 0, 40, 1, 5]);
    }

    /// <summary>The to-be-signed part of a legal certificate with its edits, signed by the root.</summary>
    private static byte[] Edited(ref FuzzInput reader)
    {
        byte[] body = [.. FuzzPki.Server.ToBeSigned];
        for (int i = 0; i < MaxEdits && !reader.IsEmpty; i++)
        {
            int kind = reader.Byte() % 3;
            int at = reader.UInt16() % (body.Length + 1);
            byte[] data = reader.Block();
            body = kind switch
            {
                0 => [.. body[..at], .. data[..Math.Min(data.Length, body.Length - at)], .. body[Math.Min(body.Length, at + data.Length)..]],
                1 => [.. body[..at], .. data, .. body[at..]],
                _ => [.. body[..at], .. body[Math.Min(body.Length, at + data.Length)..]],
            };
        }
        return FuzzPki.Server.SignAgain(body);
    }

    private static void Read(byte[] der)
    {
        CertificateFields fields;
        try
        {
            fields = CertificateFields.Parse(der);
        }
        catch (TlsException e) when (e.Fault == TlsFaults.UnreadableCertificate)
        {
            return;
        }
        try
        {
            _ = PublicKeyInfo.Parse(fields.SubjectPublicKeyInfo, out _);
        }
        catch (AsnContentException)
        {
        }
        X509Certificate2 other;
        try
        {
            other = X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            return;
        }
        using (other)
        {
            FuzzFinding.Unless(fields.NotBefore == other.NotBefore.ToUniversalTime() && fields.NotAfter == other.NotAfter.ToUniversalTime(),
                $"Valid from {fields.NotBefore:u} to {fields.NotAfter:u}, or from {other.NotBefore.ToUniversalTime():u} to {other.NotAfter.ToUniversalTime():u}?");
            FuzzFinding.Unless(fields.Subject.Span.SequenceEqual(other.SubjectName.RawData) && fields.Issuer.Span.SequenceEqual(other.IssuerName.RawData), "The names are others.");
        }
    }

    private static void VerifyWith(byte[] der, SignatureScheme scheme)
    {
        try
        {
            using PeerCertificate certificate = PeerCertificate.Parse(der);
            bool fits = certificate.Fits(scheme, ProtocolVersion.Tls13);
            FuzzFinding.Unless(!certificate.Verify(scheme, ProtocolVersion.Tls13, "content"u8, new byte[64]), $"64 zeros are a signature; the scheme fits: {fits}.");
        }
        catch (TlsException e) when (e.Fault == TlsFaults.UnreadableCertificate || e.Fault == TlsFaults.WrongKeyUsage || e.Fault == TlsFaults.WrongCertificateType)
        {
        }
    }
}
