using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Tests.Properties;

/// <summary>
/// Every property that a client's options have: another value of those that are policy, so that no session may be shared across the change, and of
/// the others the reason why they are none.
/// </summary>
internal static class ClientPolicies
{
    private static readonly Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> s_accept = static (_, _) => ValueTask.FromResult(true);

    public static Dictionary<string, object?> Options { get; } = new()
    {
        [nameof(TlsClientOptions.EnabledSslProtocols)] = SslProtocols.Tls13,
        [nameof(TlsClientOptions.ApplicationProtocols)] = new[] { SslApplicationProtocol.Http2 },
        [nameof(TlsClientOptions.Credentials)] = new[] { TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential() },
        [nameof(TlsClientOptions.Scope)] = "another",
        [nameof(TlsClientOptions.PolicyNumber)] = 1,
        [nameof(TlsClientOptions.CipherSuites)] = new[] { TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 },
        [nameof(TlsClientOptions.Groups)] = new[] { NamedGroup.Secp384r1 },
        [nameof(TlsClientOptions.SignatureSchemes)] = new[] { SignatureScheme.EcdsaSecp256r1Sha256 },
        [nameof(TlsClientOptions.RequireExtendedMasterSecret)] = true,
    };

    public static Dictionary<string, object?> Validation { get; } = new()
    {
        [nameof(CertificateValidationOptions.Roots)] = TestPki.Others.Roots,
        [nameof(CertificateValidationOptions.RevocationMode)] = X509RevocationMode.Offline,
        [nameof(CertificateValidationOptions.AllowDownloads)] = true,
        [nameof(CertificateValidationOptions.CheckName)] = false,
        [nameof(CertificateValidationOptions.Callback)] = s_accept,
        [nameof(CertificateValidationOptions.OcspCallback)] = s_accept,
        [nameof(CertificateValidationOptions.OnResumption)] = ResumptionCheck.WholeChain,
    };

    public static Dictionary<string, object?> Resumption { get; } = new()
    {
        [nameof(ClientResumptionOptions.PskModes)] = PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke,
    };

    /// <summary>Parts of the key themselves.</summary>
    public static Dictionary<string, object?> Connect { get; } = new()
    {
        [nameof(TlsConnectOptions.ServerName)] = "other.example",
        [nameof(TlsConnectOptions.Port)] = 990,
        [nameof(TlsConnectOptions.Partition)] = "another",
    };

    /// <summary>What is no policy, and why.</summary>
    public static Dictionary<string, string> Neutral { get; } = new()
    {
        [nameof(TlsClientOptions.ServerValidation)] = "has properties of its own",
        [nameof(TlsClientOptions.Resumption)] = "has properties of its own",
        [nameof(TlsClientOptions.RequestOcspResponse)] = "who insists on a response has a callback, and shares with nobody",
        [nameof(TlsClientOptions.RequestSignedCertificateTimestamps)] = "who insists on timestamps has a callback, and shares with nobody",
        [nameof(TlsClientOptions.KeyShareGroups)] = "which shares come at once, not which groups will do",
        [nameof(TlsClientOptions.HandshakeTimeout)] = "time",
        [nameof(TlsClientOptions.MaxCertificateChainBytes)] = "bounds work",
        [nameof(TlsClientOptions.RecordSizeLimit)] = "negotiated on every connection",
        [nameof(TlsClientOptions.RecordPaddingBlock)] = "each connection's own",
        [nameof(TlsClientOptions.MiddleboxCompatibility)] = "each connection's own",
        [nameof(TlsClientOptions.KeyLogFile)] = "each connection's own",
        [nameof(TlsClientOptions.TimeProvider)] = "time",
        [nameof(CertificateValidationOptions.Deadline)] = "how long a check may take, not what it accepts",
        [nameof(CertificateValidationOptions.CallbackMode)] = "only together with a callback, which shares with nobody",
        [nameof(ClientResumptionOptions.Enabled)] = "nothing is offered or kept",
        [nameof(ClientResumptionOptions.Tickets)] = "held against each session before it is offered",
        [nameof(ClientResumptionOptions.Store)] = "is where the key is used",
        [nameof(ClientResumptionOptions.StoreCapacity)] = "bounds memory",
        [nameof(ClientResumptionOptions.StoreCapacityPerOrigin)] = "bounds memory",
        [nameof(ClientResumptionOptions.StoreMaxBytes)] = "bounds memory",
        [nameof(ClientResumptionOptions.MaxTicketsPerConnection)] = "a wish",
        [nameof(ClientResumptionOptions.MaxAuthenticationAge)] = "held against each session before it is offered",
        [nameof(ClientResumptionOptions.MaxAuthenticationAgeTls12)] = "held against each session before it is offered",
        [nameof(ClientResumptionOptions.AllowWithoutExtendedMasterSecret)] = "held against each session before it is offered",
        [nameof(ClientResumptionOptions.StoreTimeout)] = "time",
        [nameof(TlsConnectOptions.Session)] = "goes past the store",
        [nameof(TlsConnectOptions.MustResume)] = "what happens without a session",
    };
}
