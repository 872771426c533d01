using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Cli.Files;

/// <summary>Certificates, keys and trust anchors from the files that the options name.</summary>
internal static class CertificateFiles
{
    /// <summary>What <c>--cert</c>, <c>--key</c>, <c>--pfx</c> and <c>--password-file</c> name; null if none of them is given.</summary>
    public static TlsCredential? Credential(string? cert, string? key, string? pfx, string? passwordFile)
    {
        if (pfx is not null && (cert is not null || key is not null))
            throw new CliException("--pfx and --cert/--key exclude each other: a PFX holds both.", ExitCodes.Usage);
        if (cert is null && key is not null)
            throw new CliException("--key needs --cert FILE, the certificate that the key belongs to.", ExitCodes.Usage);
        if (cert is not null && key is null)
            throw new CliException("--cert needs --key FILE, the private key of the certificate.", ExitCodes.Usage);
        if (passwordFile is not null && pfx is null && key is null)
            throw new CliException("--password-file needs --pfx FILE, whose password it holds.", ExitCodes.Usage);

        string? password = passwordFile is null ? null : InputFile.ReadFirstLine("--password-file", passwordFile);
        if (pfx is not null)
        {
            string help = password is null ? "It must be a PKCS#12 file; if it has a password, give it with --password-file FILE." : "Is it a PKCS#12 file, and the password right?";
            byte[] content = InputFile.ReadBytes("--pfx", pfx);
            try
            {
                return Load("--pfx", pfx, help, () => TlsCredential.FromPfx(content, password));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(content);
            }
        }
        if (cert is null)
            return null;
        string certificatePem = ReadPem("--cert", cert, "CERTIFICATE", "certificate");
        // One file may hold both, and a pipe can be read only once.
        string keyPem = key == cert ? RequirePem("--key", key, certificatePem, "PRIVATE KEY", "private key") : ReadPem("--key", key!, "PRIVATE KEY", "private key");
        return Load("--cert", cert, $"Does the key in {key} belong to it?", () => TlsCredential.FromPem(certificatePem, keyPem, password));
    }

    /// <summary>The trust anchors of a PEM file, at least one.</summary>
    public static X509Certificate2Collection Roots(string option, string path)
    {
        string pem = ReadPem(option, path, "CERTIFICATE", "certificate");
        return Load(option, path, "It must hold certificates in PEM.", () =>
        {
            X509Certificate2Collection roots = [];
            roots.ImportFromPem(pem);
            return roots.Count > 0 ? roots : throw new CryptographicException("There is no certificate in it.");
        });
    }

    private static string ReadPem(string option, string path, string label, string what) =>
        RequirePem(option, path, InputFile.ReadText(option, path), label, what);

    private static string RequirePem(string option, string path, string text, string label, string what)
    {
        // The label may be qualified, as in "EC PRIVATE KEY" or "ENCRYPTED PRIVATE KEY".
        if (!text.Contains("-----BEGIN ", StringComparison.Ordinal) || !text.Contains($"{label}-----", StringComparison.Ordinal))
            throw new CliException($"{option}: {path} holds no {what} in PEM; it must have a block \"-----BEGIN {label}-----\".", ExitCodes.Usage);
        return text;
    }

    private static T Load<T>(string option, string path, string help, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CliException($"{option}: {path} cannot be used: {Sentence(e)} {help}", ExitCodes.Usage, e);
        }
    }

    /// <summary>The message without the name of a parameter, ended by a full stop.</summary>
    private static string Sentence(Exception e)
    {
        int parameter = e.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        string message = (parameter < 0 ? e.Message : e.Message[..parameter]).TrimEnd();
        return message.EndsWith('.') ? message : message + ".";
    }
}
