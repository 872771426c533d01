using System.Security.Authentication;
using CsCheck;
using Segno.Tests.Matrix;

namespace Segno.Tests.Properties;

/// <summary>A connection that can be made again to the byte, and how it is cut.</summary>
/// <param name="Way">Full, or how the second connection resumes.</param>
/// <param name="ClientAuth">Whether the client shows a certificate.</param>
/// <param name="Retry">Whether a HelloRetryRequest is needed.</param>
/// <param name="SizeLimit">record_size_limit of both sides.</param>
/// <param name="Padding">Padding of both sides.</param>
/// <param name="Capacity">Bytes that the transport holds on their way.</param>
/// <param name="ToServer">What the client writes, by the bytes of each write.</param>
/// <param name="ToClient">The same of the server.</param>
/// <param name="Client">How the client's transport is cut.</param>
/// <param name="Server">How the server's is.</param>
/// <param name="Seed">Of both sides' randomness.</param>
internal sealed record SplitCase(
    Way Way, bool ClientAuth, bool Retry, int SizeLimit, int Padding, int Capacity,
    IReadOnlyList<int> ToServer, IReadOnlyList<int> ToClient, Splits Client, Splits Server, int Seed)
{
    public static Gen<SplitCase> Any { get; } =
        from way in Gen.OneOf(Enum.GetValues<Way>())
        from auth in Gen.Bool
        from retry in Gen.Bool
        from limit in Gen.OneOf(64, 65, 500, 16384)
        from padding in Gen.OneOf(0, 0, 16, 4096)
        from capacity in Gen.OneOf(7, 300, 1 << 20)
        from writes in Gen.Select(Gen.Int[0, 3000].Array[0, 5], Gen.Int[0, 3000].Array[0, 5])
        from splits in Gen.Select(Splits.Any, Splits.Any)
        from seed in Gen.Int[0, 1 << 20]
        select new SplitCase(way, auth, retry, limit, padding, capacity, writes.Item1, writes.Item2, splits.Item1, splits.Item2, seed);

    public bool IsTls13 => Way is Way.Full13 or Way.PskDhe or Way.Psk;

    public SslProtocols Version => IsTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12;

    /// <summary>Whether records are cut on the way, so that neither side counts the bytes that the other sent.</summary>
    public bool CutsRecords => Client.Records is not null || Server.Records is not null;

    /// <summary>The same connection in one piece.</summary>
    public SplitCase Uncut() => this with { Client = Splits.None, Server = Splits.None, Capacity = 1 << 20 };

    public override string ToString() =>
        $"{Way}{(ClientAuth ? ", client certificate" : "")}{(Retry ? ", retry" : "")}, limit {SizeLimit}, padding {Padding}, capacity {Capacity}, "
        + $"to the server [{string.Join(' ', ToServer)}], to the client [{string.Join(' ', ToClient)}], client: {Client}, server: {Server}, seed {Seed}";
}
