using System.Security.Authentication;
using CsCheck;

namespace Segno.Tests.Properties;

/// <summary>A connection and what its two sides do on it, one after the other.</summary>
internal sealed record InterleavingCase(SslProtocols Version, int Tickets, int SizeLimit, IReadOnlyList<Act> Acts)
{
    public static Gen<InterleavingCase> Any { get; } =
        from version in Gen.Frequency((1, Gen.Const(SslProtocols.Tls12)), (3, Gen.Const(SslProtocols.Tls13)))
        from tickets in Gen.Int[0, 4]
        from limit in Gen.OneOf(64, 1000, 16384)
        from acts in Act.Any.Array[0, 40]
        select new InterleavingCase(version, tickets, limit, acts);

    public async Task<HandshakePair> ConnectAsync(IAsyncDisposable[] owned, int capacity, CancellationToken cancellationToken)
    {
        TimeProvider clock = TestHosts.Clock();
        TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            Host = TestHosts.Host(KeyKind.Ed25519),
            EnabledSslProtocols = Version,
            TimeProvider = clock,
            RecordSizeLimit = SizeLimit,
            Resumption = new ServerResumptionOptions { MaxTicketsPerConnection = Tickets },
        });
        TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = Version,
            Groups = [NamedGroup.X25519],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = clock,
            RecordSizeLimit = SizeLimit,
        });
        (owned[0], owned[1]) = (client, server);
        return await HandshakePair.ConnectAsync(client, server, capacity: capacity, cancellationToken: cancellationToken);
    }

    public override string ToString() => $"{Version}, {Tickets} tickets, limit {SizeLimit}: {string.Join(", ", Acts)}";
}
