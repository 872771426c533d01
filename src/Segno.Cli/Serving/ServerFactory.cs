using Segno.Cli.Files;

namespace Segno.Cli.Serving;

/// <summary>Makes the TLS server that the settings describe.</summary>
internal static class ServerFactory
{
    private static readonly TimeSpan s_keyPeriod = TimeSpan.FromHours(1);

    /// <summary>RFC 9325 §3.4: a ticket's life and the time that its key seals are 7 days together at most.</summary>
    public static readonly TimeSpan MaxTicketLifetime = TimeSpan.FromDays(7) - s_keyPeriod;

    public static TlsServer Create(ServeSettings settings)
    {
        if (settings.ClientAuth is not null && settings.ClientCa is null)
            throw new CliException("--client-auth needs --client-ca FILE, the authority whose certificates are accepted.", ExitCodes.Usage);

        TlsCredential credential = CertificateFiles.Credential(settings.Cert, settings.Key, settings.Pfx, settings.PasswordFile)
            ?? TlsCredential.CreateSelfSigned("localhost");
        TlsServerOptions options = new()
        {
            EnabledSslProtocols = settings.Tls,
            Host = Host(settings, credential),
            Resumption = Resumption(settings),
        };
        try
        {
            return new TlsServer(options);
        }
        catch (ArgumentException e)
        {
            throw new CliException(e.Message, ExitCodes.Usage, e);
        }
    }

    private static TlsHost Host(ServeSettings settings, TlsCredential credential) => new()
    {
        Credentials = [credential],
        ApplicationProtocols = settings.Alpn,
        ClientCertificateMode = settings.ClientCa is null ? ClientCertificateMode.None : settings.ClientAuth ?? ClientCertificateMode.Required,
        ClientValidation = settings.ClientCa is null
            ? new CertificateValidationOptions()
            : new CertificateValidationOptions { Roots = CertificateFiles.Roots("--client-ca", settings.ClientCa) },
    };

    private static ServerResumptionOptions Resumption(ServeSettings settings)
    {
        ServerResumptionOptions defaults = new();
        return new ServerResumptionOptions
        {
            SessionIdCapacity = settings.SessionIds,
            SessionIdMaxBytes = Math.Max(defaults.SessionIdMaxBytes, settings.SessionIds * 256L),
            Tickets = settings.Tickets,
            PskModes = settings.PskModes,
            SessionLifetime = settings.TicketLifetime,
            TicketKeyPeriod = s_keyPeriod,
            // Who asks for a longer life means it: the bounds on a lineage of sessions give way.
            MaxAuthenticationAge = Longer(defaults.MaxAuthenticationAge, settings.TicketLifetime),
            MaxAuthenticationAgeTls12 = Longer(defaults.MaxAuthenticationAgeTls12, settings.TicketLifetime),
        };
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
