using Segno.Crypto;
using Segno.Wire;

namespace Segno.Handshake.Client;

/// <summary>What stays the same between the first ClientHello and the one after a HelloRetryRequest (RFC 8446 §4.1.2), and what the retry changes.</summary>
internal sealed class ClientHelloPlan
{
    /// <summary>legacy_session_id: the session's, made up beside a ticket or for middleboxes, or empty.</summary>
    public required ReadOnlyMemory<byte> SessionId { get; init; }

    /// <summary>ticket_request (RFC 9149); 0 leaves it out.</summary>
    public required byte TicketsWanted { get; init; }

    /// <summary>The cookie of a HelloRetryRequest, to be returned.</summary>
    public ReadOnlyMemory<byte> Cookie { get; set; }

    /// <summary>Whether the session is offered as a PSK; a retry whose suite has another hash ends it.</summary>
    public bool OffersPsk { get; set; }

    /// <summary>The retry's suite, once there was one.</summary>
    public CipherSuite? RetrySuite { get; set; }

    /// <summary>The extensions that went out, so that what comes back can be held against them.</summary>
    public HashSet<ExtensionType> Sent { get; } = [];
}
