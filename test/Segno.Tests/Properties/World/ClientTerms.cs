using System.Security.Authentication;
using CsCheck;

namespace Segno.Tests.Properties.World;

/// <summary>The options of a client that matter to resumption.</summary>
internal sealed record ClientTerms
{
    public SslProtocols Versions { get; init; } = Lists.Versions[0];

    public int Suites { get; init; }

    /// <summary>Which certificate it has; 0: none.</summary>
    public int Identity { get; init; }

    /// <summary>Whether a second authority is trusted for servers.</summary>
    public bool TrustsOthers { get; init; }

    public int Protocols { get; init; }

    public string Scope { get; init; } = "";

    public int PolicyNumber { get; init; }

    public bool Enabled { get; init; } = true;

    public bool Tickets { get; init; } = true;

    /// <summary>Whether its sessions lie in a store that other clients use too.</summary>
    public bool SharesStore { get; init; }

    public PskKeyExchangeModes Modes { get; init; } = PskKeyExchangeModes.DheKe;

    public int MaxTickets { get; init; } = 8;

    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan MaxAge12 { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Another value of one property.</summary>
    public static Gen<Func<ClientTerms, ClientTerms>> Change { get; } = Gen.OneOf(
        To(Gen.OneOf(Lists.Versions), (terms, value) => terms with { Versions = value }),
        To(Gen.Int[0, Lists.Suites.Length - 1], (terms, value) => terms with { Suites = value }),
        To(Gen.Int[0, 2], (terms, value) => terms with { Identity = value }),
        To(Gen.Bool, (terms, value) => terms with { TrustsOthers = value }),
        To(Gen.Int[0, Lists.Protocols.Length - 1], (terms, value) => terms with { Protocols = value }),
        To(Gen.OneOf("", "a"), (terms, value) => terms with { Scope = value }),
        To(Gen.Int[0, 1], (terms, value) => terms with { PolicyNumber = value }),
        To(Gen.Bool, (terms, value) => terms with { Enabled = value }),
        To(Gen.Bool, (terms, value) => terms with { Tickets = value }),
        To(Gen.Bool, (terms, value) => terms with { SharesStore = value }),
        To(Gen.OneOf(Lists.Modes), (terms, value) => terms with { Modes = value }),
        To(Gen.OneOf(0, 1, 8), (terms, value) => terms with { MaxTickets = value }),
        To(Gen.OneOf(Lists.Ages), (terms, value) => terms with { MaxAge = value }),
        To(Gen.OneOf(Lists.Ages), (terms, value) => terms with { MaxAge12 = value }));

    /// <summary>Some properties of a usual client changed.</summary>
    public static Gen<ClientTerms> Any { get; } =
        Change.Array[0, 4].Select(changes => changes.Aggregate(new ClientTerms(), (terms, change) => change(terms)));

    /// <summary>What a session made under these terms may not escape.</summary>
    public object Bounds => (Identity, TrustsOthers, Protocols, Scope, PolicyNumber);

    /// <summary>What two clients of one store must have in common to share sessions.</summary>
    public object Configuration => (Bounds, Versions, Suites, Modes);

    private static Gen<Func<ClientTerms, ClientTerms>> To<T>(Gen<T> values, Func<ClientTerms, T, ClientTerms> change) =>
        values.Select(value => (Func<ClientTerms, ClientTerms>)(terms => change(terms, value)));
}
