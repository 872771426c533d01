using System.Diagnostics.CodeAnalysis;
using Segno.Wire;

namespace Segno.Resumption.Sessions;

/// <summary>
/// The binary form of a <see cref="TlsClientSession"/>, for the application to keep. Numbers are big-endian. docs/formats/session.md is its manual.
/// <code>
///      4  "sgno"
///      1  format version, 1
///      6  ReceivedAt, milliseconds since 1970-01-01 UTC
///  1 + n  session ID, with its length: 0 to 32
///  4 + n  ticket, with its length: 0 to 65,535
///      n  the session, as SessionCodec writes it, to the end
/// </code>
/// </summary>
internal static class ClientSessionCodec
{
    private const byte FormatVersion = 1;
    private const int FixedLength = 4 + 1 + 6 + 1 + 4;
    private const long MaxMilliseconds = 250_000_000_000_000;

    private static ReadOnlySpan<byte> Magic => "sgno"u8;

    public static byte[] Encode(TlsClientSession session)
    {
        // Pinned: who zeroes what he was given has zeroed the only copy.
        byte[] exported = GC.AllocateArray<byte>(
            FixedLength + session.SessionId.Length + session.Ticket.Length + SessionCodec.EncodedLength(session.Session), pinned: true);
        BoundedWriter writer = new(exported);
        writer.WriteBytes(Magic);
        writer.WriteUInt8(FormatVersion);
        writer.WriteUInt(Math.Clamp(session.ReceivedAt.ToUnixTimeMilliseconds(), 0, MaxMilliseconds), 6);
        writer.WriteUInt8((byte)session.SessionId.Length);
        writer.WriteBytes(session.SessionId.Span);
        writer.WriteUInt32((uint)session.Ticket.Length);
        writer.WriteBytes(session.Ticket.Span);
        SessionCodec.Encode(session.Session, exported.AsSpan(writer.Position));
        return exported;
    }

    public static bool TryDecode(ReadOnlySpan<byte> exported, [NotNullWhen(true)] out TlsClientSession? session)
    {
        session = null;
        BoundedReader reader = new(exported);
        if (!reader.ReadBytes(Magic.Length).SequenceEqual(Magic) || reader.ReadUInt8() != FormatVersion)
            return false;
        long receivedAt = reader.ReadUInt(6);
        ReadOnlySpan<byte> id = reader.ReadBytes(reader.ReadUInt8());
        ReadOnlySpan<byte> ticket = reader.ReadBytes(reader.ReadUInt32());
        if (reader.Failed || receivedAt > MaxMilliseconds || id.Length > SessionKey.MaxLength || ticket.Length > ushort.MaxValue)
            return false;
        if (!SessionCodec.TryDecode(reader.Rest, out Session? inner))
            return false;
        // A TLS 1.3 session is named by its ticket alone; a TLS 1.2 one by either.
        bool named = inner.Version == ProtocolVersion.Tls13 ? id.IsEmpty && !ticket.IsEmpty : !id.IsEmpty || !ticket.IsEmpty;
        if (!named)
        {
            inner.Dispose();
            return false;
        }
        session = new TlsClientSession(inner, id.ToArray(), ticket.ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(receivedAt));
        return true;
    }
}
