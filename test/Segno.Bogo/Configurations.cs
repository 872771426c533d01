using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Bogo;

/// <summary>Options from flags.</summary>
internal static class Configurations
{
    /// <summary>The name of a client that is told none: an address, which is not sent as server_name.</summary>
    public const string NoName = "127.0.0.1";

    // BoringSSL's default, which the runner takes for granted. It knows of no hybrid.
    private static readonly NamedGroup[] s_groups = [NamedGroup.X25519, NamedGroup.Secp256r1, NamedGroup.Secp384r1];

    public static TlsClientOptions Client(ShimFlags flags, ShimState state) => new()
    {
        EnabledSslProtocols = Versions(flags),
        ApplicationProtocols = WireProtocols(flags.Text("advertise-alpn")),
        ServerValidation = Validation(flags, isEnforced: flags.Has("verify-peer") || flags.Has("use-custom-verify-callback")),
        RequestOcspResponse = flags.Has("enable-ocsp-stapling"),
        RequestSignedCertificateTimestamps = flags.Has("enable-signed-cert-timestamps"),
        Credentials = flags.Has("fail-cert-callback") ? [FailingSigner.Credential()] : flags.Text("cert-file") is not null ? [Credential(flags)] : [],
        CipherSuites = CipherRule.Parse(flags.Text("cipher")),
        Groups = Groups(flags),
        SignatureSchemes = SchemePreferences.Of(flags),
        KeyLogFile = state.KeyLogFile,
        Resumption = new ClientResumptionOptions { Store = state.ClientSessions, Tickets = !flags.Has("no-ticket"), AllowWithoutExtendedMasterSecret = true },
        MaxCertificateChainBytes = flags.Number("max-cert-list") ?? 100 * 1024,
        TimeProvider = state.Clock,
        Observer = state.Observer,
    };

    public static TlsServerOptions Server(ShimFlags flags, ShimState state) => new()
    {
        EnabledSslProtocols = Versions(flags),
        HostSelector = (hello, _) => SelectHostAsync(flags, hello),
        CipherSuites = CipherRule.Parse(flags.Text("cipher")),
        Groups = Groups(flags),
        SignatureSchemes = SchemePreferences.Of(flags),
        KeyLogFile = state.KeyLogFile,
        Resumption = new ServerResumptionOptions
        {
            SessionStore = state.ServerSessions,
            TicketProtector = state.ServerTickets,
            Tickets = !flags.Has("no-ticket"),
            SessionLifetime = TimeSpan.FromDays(2),
            MaxAuthenticationAge = TimeSpan.FromDays(7),
            AllowWithoutExtendedMasterSecret = true,
        },
        MaxCertificateChainBytes = flags.Number("max-cert-list") ?? 100 * 1024,
        TimeProvider = state.Clock,
        Observer = state.Observer,
    };

    /// <summary>A list of protocols as it is on the wire: each with its length before it.</summary>
    public static IReadOnlyList<SslApplicationProtocol> WireProtocols(string? list)
    {
        List<SslApplicationProtocol> protocols = [];
        for (int i = 0; list is not null && i < list.Length; i += 1 + list[i])
            protocols.Add(new SslApplicationProtocol(list.Substring(i + 1, list[i])));
        return protocols;
    }

    public static ushort Code(SslProtocols protocol) => (ushort)(protocol == SslProtocols.Tls13 ? 0x0304 : 0x0303);

    private static async ValueTask<TlsHost?> SelectHostAsync(ShimFlags flags, ClientHelloInfo hello)
    {
        if (flags.Has("async"))
            await Task.Yield();
        if (flags.Text("expect-server-name") is { } expected)
            ShimException.Require(hello.ServerName == expected, $"server_name is {hello.ServerName}");
        if (flags.Text("expect-advertised-alpn") is { } advertised)
            ShimException.Require(hello.ApplicationProtocols.SequenceEqual(WireProtocols(advertised)), "the client advertises other protocols");
        if (flags.Has("fail-early-callback"))
            throw new TlsException(TlsFaults.RefusedByApplication);
        if (flags.Has("fail-cert-callback"))
            throw new ShimException("the certificate callback fails");
        // Segno asks nobody for a staple when a connection comes: an application that means to fail then does it here.
        if (flags.Has("use-ocsp-callback") && flags.Has("fail-ocsp-callback"))
            throw new ShimException("[OcspRefused]");
        bool required = flags.Has("require-any-client-certificate");
        return new TlsHost
        {
            Credentials = [Credential(flags)],
            ClientCertificateMode = required ? ClientCertificateMode.Required
                : flags.Has("verify-peer") ? ClientCertificateMode.Optional
                : ClientCertificateMode.None,
            ClientValidation = Validation(flags, isEnforced: true),
            ApplicationProtocols = flags.Has("reject-alpn") ? [new SslApplicationProtocol("none of the client's")]
                : flags.Text("select-alpn") is { } selected ? [new SslApplicationProtocol(selected)]
                : [],
        };
    }

    private static CertificateValidationOptions Validation(ShimFlags flags, bool isEnforced) => new()
    {
        CheckName = false,
        Roots = Authorities(flags),
        CallbackMode = CertificateCallbackMode.Instead,
        OnResumption = flags.Has("reverify-on-resume") ? ResumptionCheck.Callback : ResumptionCheck.Nothing,
        Callback = async (_, _) =>
        {
            if (flags.Has("async"))
                await Task.Yield();
            return !(flags.Has("verify-fail") && isEnforced);
        },
        OcspCallback = flags.Has("use-ocsp-callback") ? (_, _) => ValueTask.FromResult(!flags.Has("fail-ocsp-callback")) : null,
    };

    /// <summary>Segno names the roots that it trusts; the runner gives names alone.</summary>
    private static X509Certificate2Collection? Authorities(ShimFlags flags)
    {
        if (flags.Text("use-client-ca-list") is not { } list || list is "<NULL>" or "<EMPTY>")
            return null;
        X509Certificate2Collection authorities = [];
        foreach (string name in list.Split(','))
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            CertificateRequest request = new(new X500DistinguishedName(Convert.FromHexString(name)), key, HashAlgorithmName.SHA256);
            authorities.Add(request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)));
        }
        return authorities;
    }

    private static TlsCredential Credential(ShimFlags flags)
    {
        TlsCredential credential = TlsCredential.FromPemFiles(flags.Text("cert-file")!, flags.Text("key-file")!);
        if (flags.Text("ocsp-response") is { } response && !flags.Has("decline-ocsp-callback"))
            credential.OcspResponse = Convert.FromBase64String(response);
        if (flags.Text("signed-cert-timestamps") is { } timestamps)
            credential.SignedCertificateTimestamps = Convert.FromBase64String(timestamps);
        return credential;
    }

    private static SslProtocols Versions(ShimFlags flags)
    {
        int minimum = flags.Number("min-version") ?? 0;
        int maximum = flags.Number("max-version") is { } given and not 0 ? given : 0x0304;
        SslProtocols versions = 0;
        if (minimum <= 0x0303 && maximum >= 0x0303 && !flags.Has("no-tls12"))
            versions |= SslProtocols.Tls12;
        if (minimum <= 0x0304 && maximum >= 0x0304 && !flags.Has("no-tls13"))
            versions |= SslProtocols.Tls13;
        return versions;
    }

    private static NamedGroup[] Groups(ShimFlags flags) =>
        flags.Numbers("curves") is { Count: > 0 } given ? [.. given.Select(code => (NamedGroup)code)] : s_groups;
}
