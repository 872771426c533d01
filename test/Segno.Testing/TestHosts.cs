using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;

namespace Segno.Testing;

/// <summary>Servers, clients and hosts as most tests want them: <see cref="Name"/>, known roots, and a clock that stands still.</summary>
internal static class TestHosts
{
    /// <summary>The server's name.</summary>
    public const string Name = "server.example";

    /// <summary>A clock that starts within the validity of <see cref="TestPki"/>'s certificates.</summary>
    public static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public static TlsHost Host(
        KeyKind kind = KeyKind.EcdsaP256,
        string name = Name,
        ClientCertificateMode clients = ClientCertificateMode.None,
        TestPki? clientAuthority = null,
        CertificateValidationOptions? clientValidation = null,
        IReadOnlyList<SslApplicationProtocol>? protocols = null,
        string scope = "",
        int policyNumber = 0,
        int generation = 0,
        HostIdentity identity = HostIdentity.PublicKeys) => new()
        {
            Credentials = [TestPki.Servers.Issue(kind, name, generation).ToCredential()],
            ClientCertificateMode = clients,
            ClientValidation = clientValidation ?? new CertificateValidationOptions { Roots = (clientAuthority ?? TestPki.Clients).Roots },
            ApplicationProtocols = protocols ?? [],
            Scope = scope,
            PolicyNumber = policyNumber,
            Identity = identity,
        };

    public static TlsServerOptions ServerOptions(
        TimeProvider time, SslProtocols versions = SslProtocols.Tls12 | SslProtocols.Tls13, TlsHost? host = null, ServerResumptionOptions? resumption = null) => new()
        {
            Host = host ?? Host(),
            EnabledSslProtocols = versions,
            TimeProvider = time,
            Resumption = resumption ?? new ServerResumptionOptions(),
        };

    public static TlsClientOptions ClientOptions(
        TimeProvider time, SslProtocols versions = SslProtocols.Tls12 | SslProtocols.Tls13, ClientResumptionOptions? resumption = null, TestIdentity? identity = null) => new()
        {
            EnabledSslProtocols = versions,
            TimeProvider = time,
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            Credentials = identity is null ? [] : [identity.ToCredential()],
            Resumption = resumption ?? new ClientResumptionOptions(),
        };
}
