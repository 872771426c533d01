using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace Segno.Cli.Serving;

/// <summary>What was asked of <c>segno serve</c>.</summary>
internal sealed record ServeSettings
{
    public required IPEndPoint Listen { get; init; }

    public string? Cert { get; init; }

    public string? Key { get; init; }

    public string? Pfx { get; init; }

    public string? PasswordFile { get; init; }

    public SslProtocols Tls { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Session IDs kept; 0: none.</summary>
    public int SessionIds { get; init; } = 100_000;

    public bool Tickets { get; init; } = true;

    public TimeSpan TicketLifetime { get; init; } = TimeSpan.FromHours(1);

    public PskKeyExchangeModes PskModes { get; init; } = PskKeyExchangeModes.DheKe;

    public IReadOnlyList<SslApplicationProtocol> Alpn { get; init; } = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    public string? ClientCa { get; init; }

    public ClientCertificateMode? ClientAuth { get; init; }
}
