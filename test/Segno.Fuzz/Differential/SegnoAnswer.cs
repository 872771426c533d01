using System.Net.Security;
using Segno.Fuzz.Harness;
using Segno.Handshake.Server;
using Segno.Testing;

namespace Segno.Fuzz.Differential;

/// <summary>Segno's server, with what OpenSSL's has too.</summary>
internal static class SegnoAnswer
{
    private static readonly TlsHost s_host = new() { Credentials = [FuzzPki.EcdsaServer.Credential] };

    public static HelloAnswer To(ReadOnlySpan<byte> hello, byte versions, out TlsException? reason)
    {
        using ServerConfiguration configuration = new(new TlsServerOptions
        {
            Host = s_host,
            EnabledSslProtocols = FuzzServers.Versions(versions),
            CipherSuites = [.. DifferentialHello.Suites.Where(suite => DifferentialHello.IsOf(suite, FuzzServers.Versions(versions)))],
            Groups = [NamedGroup.X25519, NamedGroup.Secp256r1],
            TimeProvider = TestHosts.Clock(),
            Random = new FixedRandom(1),
            Resumption = new ServerResumptionOptions { Tickets = false, SessionIdCapacity = 0 },
        });
        using EngineLink link = FuzzServers.Accept(configuration);
        link.Feed(hello);
        link.Finish();
        reason = link.Failure;
        // What is wrong with an extension may come out only when it is answered, behind the ServerHello.
        return reason is null ? HelloAnswer.Read(link.TakeOutput()) : new HelloAnswer(HelloVerdict.Refused, Alert: reason.Alert);
    }
}
