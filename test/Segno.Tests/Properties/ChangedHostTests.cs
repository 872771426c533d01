using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using Segno.Tests.Behaviour;

namespace Segno.Tests.Properties;

/// <summary>A host that is a copy of another with some properties changed, under the same ticket keys and session store, resumes none of its sessions.</summary>
public sealed class ChangedHostTests
{
    private static readonly Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> s_accept = static (_, _) => ValueTask.FromResult(true);

    private static readonly (SslProtocols Version, bool ById)[] s_ways = [(SslProtocols.Tls12, true), (SslProtocols.Tls12, false), (SslProtocols.Tls13, false)];

    private static readonly TlsHost s_host = TestHosts.Host(protocols: [SslApplicationProtocol.Http11], clients: ClientCertificateMode.Optional);

    private static readonly Dictionary<string, object?> s_hostChanges = new()
    {
        [nameof(TlsHost.Credentials)] = new[] { TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name, 1).ToCredential() },
        [nameof(TlsHost.ClientCertificateMode)] = ClientCertificateMode.Required,
        [nameof(TlsHost.ApplicationProtocols)] = new[] { SslApplicationProtocol.Http11, SslApplicationProtocol.Http2 },
        [nameof(TlsHost.Identity)] = HostIdentity.Chains,
        [nameof(TlsHost.Scope)] = "another",
        [nameof(TlsHost.PolicyNumber)] = 1,
    };

    private static readonly Dictionary<string, object?> s_validationChanges = new()
    {
        [nameof(CertificateValidationOptions.Roots)] = new X509Certificate2Collection { TestPki.Clients.Root, TestPki.Others.Root },
        [nameof(CertificateValidationOptions.RevocationMode)] = X509RevocationMode.Offline,
        [nameof(CertificateValidationOptions.AllowDownloads)] = true,
        [nameof(CertificateValidationOptions.CheckName)] = false,
        [nameof(CertificateValidationOptions.Callback)] = s_accept,
        [nameof(CertificateValidationOptions.OcspCallback)] = s_accept,
        [nameof(CertificateValidationOptions.OnResumption)] = ResumptionCheck.WholeChain,
    };

    /// <summary>What changes nothing of what is accepted; and a mode that has no meaning without a callback, which changes everything.</summary>
    private static readonly string[] s_neutral =
        [nameof(TlsHost.ClientValidation), nameof(CertificateValidationOptions.Deadline), nameof(CertificateValidationOptions.CallbackMode)];

    [Fact, Requirement("A6", "A7")]
    public void Every_property_of_a_host_is_changed_here_or_is_none_that_matters() =>
        Assert.Equal(
            OptionsCopy.PropertiesOf<TlsHost>().Concat(OptionsCopy.PropertiesOf<CertificateValidationOptions>()).Order(),
            s_hostChanges.Keys.Concat(s_validationChanges.Keys).Concat(s_neutral).Order());

    [Fact, Requirement("A6")]
    public Task A_copy_with_changes_resumes_nothing_of_what_it_was_made_from()
    {
        string[] all = [.. s_hostChanges.Keys, .. s_validationChanges.Keys];
        return Property.CheckAsync(
            Gen.Select(Gen.OneOf(all).Array[0, 3].Select(names => string.Join(' ', names.Distinct().Order())), Gen.OneOf(s_ways)),
            async test =>
            {
                ((string changed, (SslProtocols version, bool byId)), string[] names) = (test, test.Item1.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                await using Arena arena = new(version);
                // With a certificate, so that no host turns the client away.
                TlsClient client = arena.Client(identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"), protocols: [SslApplicationProtocol.Http11]);
                await arena.VisitAsync(client, arena.Server(s_host, byId));
                (_, ResumptionInfo server) = await arena.VisitAsync(client, arena.Server(Changed(names), byId));
                Assert.True(server.Offered);
                Assert.Equal(names.Length == 0, server.IsResumed);
            },
            40);
    }

    private static TlsHost Changed(string[] names)
    {
        TlsHost host = s_host;
        CertificateValidationOptions validation = s_host.ClientValidation;
        foreach (string name in names)
        {
            if (s_hostChanges.TryGetValue(name, out object? value))
                host = host.With(name, value);
            else
                validation = validation.With(name, s_validationChanges[name]);
        }
        // Offline revocation finds no list for these certificates: only its place in the scope is tried.
        if (validation.RevocationMode != X509RevocationMode.NoCheck)
            validation = validation.With(nameof(validation.CallbackMode), CertificateCallbackMode.Instead).With(nameof(validation.Callback), s_accept);
        return host.With(nameof(TlsHost.ClientValidation), validation);
    }
}
