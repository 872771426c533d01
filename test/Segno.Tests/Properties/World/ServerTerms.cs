using System.Security.Authentication;
using CsCheck;

namespace Segno.Tests.Properties.World;

/// <summary>The options of a server that matter to resumption.</summary>
internal sealed record ServerTerms
{
    public SslProtocols Versions { get; init; } = Lists.Versions[0];

    public int Suites { get; init; }

    /// <summary>Which key its certificate has.</summary>
    public int Generation { get; init; }

    public HostIdentity Identity { get; init; }

    public ClientCertificateMode Clients { get; init; }

    /// <summary>Whether a second authority is trusted for clients.</summary>
    public bool TrustsOthers { get; init; }

    public int Protocols { get; init; }

    public string Scope { get; init; } = "";

    public int PolicyNumber { get; init; }

    public bool Tickets { get; init; } = true;

    /// <summary>Whether session IDs are kept at all.</summary>
    public bool SessionIds { get; init; } = true;

    /// <summary>Whether sessions and ticket keys are shared with other servers.</summary>
    public bool Shares { get; init; } = true;

    public PskKeyExchangeModes Modes { get; init; } = PskKeyExchangeModes.DheKe;

    public int MaxTickets { get; init; } = 8;

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan MaxAge12 { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Whether it takes none of the groups for which clients send shares at once.</summary>
    public bool Retries { get; init; }

    /// <summary>Another value of one property.</summary>
    public static Gen<Func<ServerTerms, ServerTerms>> Change { get; } = Gen.OneOf(
        To(Gen.OneOf(Lists.Versions), (terms, value) => terms with { Versions = value }),
        To(Gen.Int[0, Lists.Suites.Length - 1], (terms, value) => terms with { Suites = value }),
        To(Gen.Int[0, 1], (terms, value) => terms with { Generation = value }),
        To(Gen.OneOf(Enum.GetValues<HostIdentity>()), (terms, value) => terms with { Identity = value }),
        To(Gen.OneOf(Enum.GetValues<ClientCertificateMode>()), (terms, value) => terms with { Clients = value }),
        To(Gen.Bool, (terms, value) => terms with { TrustsOthers = value }),
        To(Gen.Int[0, Lists.Protocols.Length - 1], (terms, value) => terms with { Protocols = value }),
        To(Gen.OneOf("", "a"), (terms, value) => terms with { Scope = value }),
        To(Gen.Int[0, 1], (terms, value) => terms with { PolicyNumber = value }),
        To(Gen.Bool, (terms, value) => terms with { Tickets = value }),
        To(Gen.Bool, (terms, value) => terms with { SessionIds = value }),
        To(Gen.Bool, (terms, value) => terms with { Shares = value }),
        To(Gen.OneOf(Lists.Modes), (terms, value) => terms with { Modes = value }),
        To(Gen.OneOf(0, 1, 8), (terms, value) => terms with { MaxTickets = value }),
        To(Gen.OneOf(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10)), (terms, value) => terms with { Lifetime = value }),
        To(Gen.OneOf(Lists.Ages), (terms, value) => terms with { MaxAge = value }),
        To(Gen.OneOf(Lists.Ages), (terms, value) => terms with { MaxAge12 = value }),
        To(Gen.Bool, (terms, value) => terms with { Retries = value }));

    /// <summary>Some properties of a usual server changed.</summary>
    public static Gen<ServerTerms> Any { get; } =
        Change.Array[0, 5].Select(changes => changes.Aggregate(new ServerTerms(), (terms, change) => change(terms)));

    /// <summary>What a session made under these terms may not escape, on a connection with this server_name.</summary>
    public object ScopeFor(string name) => (
        Identity, Identity == HostIdentity.Name ? name : Generation.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Clients, TrustsOthers, Protocols, Scope, PolicyNumber);

    private static Gen<Func<ServerTerms, ServerTerms>> To<T>(Gen<T> values, Func<ServerTerms, T, ServerTerms> change) =>
        values.Select(value => (Func<ServerTerms, ServerTerms>)(terms => change(terms, value)));
}
