using System.Security.Cryptography;
using System.Text;
using Segno.Certificates;
using Segno.Fuzz.Harness;
using Segno.Wire;

namespace Segno.Fuzz.Targets;

/// <summary>
/// Certificates and keys in PEM. Input: what is read, then text as it is, or DER, which is put into a block with a label that is chosen.
/// </summary>
internal sealed class CredentialTarget : IFuzzTarget
{
    private static readonly string[] s_labels = ["CERTIFICATE", "X509 CERTIFICATE", "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"];

    public static string Name => "credential";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        string text = (options & 1) != 0 ? Encoding.UTF8.GetString(reader.Rest) : PemEncoding.WriteString(s_labels[reader.Byte() % s_labels.Length], reader.Rest);
        bool ecdsa = (options & 2) != 0;
        try
        {
            // What a file that cannot be read ends with: both are documented.
            switch ((options >> 2) & 3)
            {
                case 0:
                    _ = CertificatePem.Read(text, "the input");
                    break;
                case 1:
                    Use(TlsCredential.FromPem(text, ecdsa ? FuzzPki.EcdsaServer.KeyPem : FuzzPki.Server.KeyPem));
                    break;
                case 2:
                    Use(TlsCredential.FromPem(ecdsa ? FuzzPki.EcdsaServer.CertificatePem : FuzzPki.Server.CertificatePem, text));
                    break;
                default:
                    Use(TlsCredential.FromPem(text, text));
                    break;
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            FuzzFinding.Unless(e is not ArgumentNullException and not ArgumentOutOfRangeException, $"{e.GetType().Name} for what is only malformed: {e}");
        }
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
        byte[] Key(FuzzPki pki) => Convert.FromBase64String(pki.KeyPem.Split("-----")[2]);
        yield return ("certificates", [1, .. Text(FuzzPki.Server.CertificatePem), .. Text(FuzzPki.EcdsaServer.CertificatePem)]);
        yield return ("certificate", [1 | 4, .. Text(FuzzPki.Server.CertificatePem)]);
        yield return ("certificate-ecdsa", [1 | 2 | 4, .. Text(FuzzPki.EcdsaServer.CertificatePem)]);
        yield return ("certificate-der", [2 | 4, 0, .. FuzzPki.EcdsaServer.Leaf]);
        yield return ("key-ed25519", [1 | 8, .. Text(FuzzPki.Server.KeyPem)]);
        yield return ("key-ed25519-der", [8, 2, .. Key(FuzzPki.Server)]);
        yield return ("key-ecdsa-der", [2 | 8, 2, .. Key(FuzzPki.EcdsaServer)]);
        using ECDsa ecdsa = FuzzPki.Ecdsa();
        yield return ("key-ecdsa-sec1-der", [2 | 8, 3, .. ecdsa.ExportECPrivateKey()]);
        yield return ("both", [1 | 4 | 8, .. Text(FuzzPki.Server.CertificatePem), .. Text(FuzzPki.Server.KeyPem)]);
    }

    /// <summary>What could be loaded signs.</summary>
    private static void Use(TlsCredential credential)
    {
        using (credential)
            FuzzFinding.Unless(credential.Chain.Count > 0, "A credential without a certificate.");
    }
}
