using System.Net.Security;
using System.Security.Authentication;
using Segno.Cli.Options;

namespace Segno.Cli.Connecting;

/// <summary>What was asked of <c>segno connect</c>.</summary>
internal sealed record ConnectSettings
{
    public required HostPort Target { get; init; }

    public int Count { get; init; } = 2;

    public SslProtocols Tls { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    public bool NoTickets { get; init; }

    public string? SessionOut { get; init; }

    public string? SessionIn { get; init; }

    public IReadOnlyList<SslApplicationProtocol> Alpn { get; init; } = [];

    public string? Ca { get; init; }

    public bool Insecure { get; init; }

    public string? Cert { get; init; }

    public string? Key { get; init; }

    /// <summary>What each connection sends; null: nothing.</summary>
    public byte[]? Send { get; init; }

    /// <summary>The name that the certificate must be for, where it is not the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>What every judged connection must be.</summary>
    public Expectation Expect { get; init; }

    public bool Json { get; init; }

    /// <summary>The name that goes out and is checked.</summary>
    public string Name => ServerName ?? Target.Host;

    /// <summary>Whether a connection is as expected; null if it is not judged. The first has nothing to resume, unless a session was given.</summary>
    public bool? Judge(int number, bool resumed) =>
        Expect == Expectation.None || (number == 1 && SessionIn is null) ? null : resumed == (Expect == Expectation.Resumed);
}
