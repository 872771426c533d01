using Microsoft.Extensions.Logging;

namespace Segno.AspNetCore;

/// <summary>What the middleware logs. A peer that breaks the protocol is no event for an operator: Debug.</summary>
internal static partial class SegnoLog
{
    [LoggerMessage(1, LogLevel.Debug, "Connection {ConnectionId} established: {Kind}, declined: {Decline}.")]
    public static partial void Connected(ILogger logger, string connectionId, ResumptionKind kind, ResumptionDecline decline);

    [LoggerMessage(2, LogLevel.Debug, "Connection {ConnectionId}: the handshake failed. {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, string connectionId, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Connection {ConnectionId}: the handshake failed on this side. {Reason}")]
    public static partial void HandshakeBroke(ILogger logger, string connectionId, string reason, Exception exception);

    [LoggerMessage(4, LogLevel.Debug, "Connection {ConnectionId} ended during the handshake.")]
    public static partial void HandshakeAbandoned(ILogger logger, string connectionId);

    [LoggerMessage(5, LogLevel.Debug, "Connection {ConnectionId} ended without close_notify. {Reason}")]
    public static partial void NotClosed(ILogger logger, string connectionId, string reason);
}
