using System.Net.Security;

namespace Segno.Tests.Properties.World;

/// <summary>A session as the model knows it: both sides' halves.</summary>
internal sealed record ModelSession
{
    public required bool IsTls13 { get; init; }

    public required TlsCipherSuite Suite { get; init; }

    public required string Name { get; init; }

    public required object ServerScope { get; init; }

    public required object ClientBounds { get; init; }

    /// <summary>The client's certificate as the server saw it; 0: none.</summary>
    public required int ClientIdentity { get; init; }

    /// <summary>The server's certificate as the client saw it.</summary>
    public required int ServerGeneration { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>For how long from when it was made the server takes it.</summary>
    public required TimeSpan ServerLifetime { get; init; }

    /// <summary>For how long the client keeps it.</summary>
    public required TimeSpan ClientLifetime { get; init; }

    public required int TimesResumed { get; init; }

    /// <summary>The keys that sealed its ticket; null: it has an ID.</summary>
    public required object? Keys { get; init; }

    /// <summary>The store that has it by its ID; null: it has a ticket.</summary>
    public required object? Store { get; init; }

    public bool HasTicket => Keys is not null;
}
