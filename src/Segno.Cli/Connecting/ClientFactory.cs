using Segno.Cli.Files;

namespace Segno.Cli.Connecting;

/// <summary>Makes the TLS client that the settings describe.</summary>
internal static class ClientFactory
{
    public static TlsClient Create(ConnectSettings settings)
    {
        if (settings.Insecure && settings.Ca is not null)
            throw new CliException("--ca and --insecure exclude each other: one checks the server's certificate, the other does not.", ExitCodes.Usage);
        TlsCredential? credential = CertificateFiles.Credential(settings.Cert, settings.Key, pfx: null, passwordFile: null);
        TlsClientOptions options = new()
        {
            EnabledSslProtocols = settings.Tls,
            ApplicationProtocols = settings.Alpn,
            ServerValidation = Validation(settings),
            Credentials = credential is null ? [] : [credential],
            Resumption = new ClientResumptionOptions { Tickets = !settings.NoTickets },
        };
        try
        {
            return new TlsClient(options);
        }
        catch (ArgumentException e)
        {
            throw new CliException(e.Message, ExitCodes.Usage, e);
        }
    }

    private static CertificateValidationOptions Validation(ConnectSettings settings)
    {
        if (settings.Insecure)
        {
            return new CertificateValidationOptions
            {
                CheckName = false,
                CallbackMode = CertificateCallbackMode.Instead,
                Callback = static (_, _) => ValueTask.FromResult(true),
                OnResumption = ResumptionCheck.Nothing,
            };
        }
        return settings.Ca is null
            ? new CertificateValidationOptions()
            : new CertificateValidationOptions { Roots = CertificateFiles.Roots("--ca", settings.Ca) };
    }
}
