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
            _ = InputFile.ReadBytes("--pfx", pfx);
            string help = password is null ? "It must be a PKCS#12 file; if it has a password, give it with --password-file FILE." : "Is it a PKCS#12 file, and the password right?";
            return Load("--pfx", pfx, help, () => TlsCredential.FromPfx(pfx, password));
        }
        if (cert is null)
            return null;
        RequirePem("--cert", cert, "CERTIFICATE", "certificate");
        RequirePem("--key", key!, "PRIVATE KEY", "private key");
        return Load("--cert", cert, $"Does the key in {key} belong to it?", () => TlsCredential.FromPemFiles(cert, key!, password));
    }

    /// <summary>The trust anchors of a PEM file, at least one.</summary>
    public static X509Certificate2Collection Roots(string option, string path)
    {
        RequirePem(option, path, "CERTIFICATE", "certificate");
        return Load(option, path, "It must hold certificates in PEM.", () =>
        {
            X509Certificate2Collection roots = [];
            roots.ImportFromPemFile(path);
            return roots.Count > 0 ? roots : throw new CryptographicException("There is no certificate in it.");
        });
    }

    private static void RequirePem(string option, string path, string label, string what)
    {
        string text = InputFile.ReadText(option, path);
        // The label may be qualified, as in "EC PRIVATE KEY" or "ENCRYPTED PRIVATE KEY".
        if (!text.Contains("-----BEGIN ", StringComparison.Ordinal) || !text.Contains($"{label}-----", StringComparison.Ordinal))
            throw new CliException($"{option}: {path} holds no {what} in PEM; it must have a block \"-----BEGIN {label}-----\".", ExitCodes.Usage);
    }

    private static T Load<T>(string option, string path, string help, Func<T> load)
    {
        try
        {
            return InputFile.Read(option, path, load);
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
