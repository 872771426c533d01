namespace Segno.Transport;

/// <summary>What only the transport knows of a handshake.</summary>
internal readonly record struct HandshakeSummary(long BytesSent, long BytesReceived, TimeSpan Duration);
