using System.Net.Security;
using System.Security.Authentication;
using Segno.Wire;

namespace Segno.MemorySearch;

/// <summary>What a run does. The names are the ones on the command line.</summary>
internal sealed record Scenario(string Name, SslProtocols Version, ResumptionKind Resumes, TlsCipherSuite Suite)
{
    public IReadOnlyList<NamedGroup>? Groups { get; init; }

    public PskKeyExchangeModes Modes { get; init; } = PskKeyExchangeModes.DheKe;

    /// <summary>Whether store and ticket protector are the application's.</summary>
    public bool OwnServices { get; init; }

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("tls12-full", SslProtocols.Tls12, ResumptionKind.Full, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384) { Groups = [NamedGroup.Secp256r1] },
        new("tls12-id", SslProtocols.Tls12, ResumptionKind.SessionId, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
        new("tls12-ticket", SslProtocols.Tls12, ResumptionKind.Ticket, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
        new("tls13-full", SslProtocols.Tls13, ResumptionKind.Full, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256) { Groups = [NamedGroup.Secp256r1] },
        new("tls13-psk-dhe-ke", SslProtocols.Tls13, ResumptionKind.PskDhe, TlsCipherSuite.TLS_AES_128_GCM_SHA256),
        new("tls13-psk-ke", SslProtocols.Tls13, ResumptionKind.Psk, TlsCipherSuite.TLS_AES_256_GCM_SHA384) { Modes = PskKeyExchangeModes.Ke },
        new("tls12-id-own", SslProtocols.Tls12, ResumptionKind.SessionId, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256) { OwnServices = true },
        new("tls13-psk-own", SslProtocols.Tls13, ResumptionKind.PskDhe, TlsCipherSuite.TLS_AES_128_GCM_SHA256) { OwnServices = true },
    ];
}
