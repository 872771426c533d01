using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>
/// ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2):
/// <code>
/// ProtocolVersion legacy_version;
/// Random random;
/// opaque legacy_session_id&lt;0..32&gt;;
/// CipherSuite cipher_suites&lt;2..2^16-2&gt;;
/// opaque legacy_compression_methods&lt;1..2^8-1&gt;;
/// Extension extensions&lt;0..2^16-1&gt;;      // may be absent in TLS 1.2
/// </code>
/// </summary>
internal sealed class ClientHello : IHandshakeMessage<ClientHello>
{
    /// <summary>Bytes of random.</summary>
    public const int RandomLength = 32;

    /// <summary>The most bytes of a session ID, in both hellos.</summary>
    public const int MaxSessionIdLength = 32;

    public static HandshakeType Type => HandshakeType.ClientHello;

    public required ushort LegacyVersion { get; init; }

    public required ReadOnlyMemory<byte> Random { get; init; }

    /// <summary>legacy_session_id; in TLS 1.2 the session that is offered by ID, or a name for the one that is offered by ticket.</summary>
    public required ReadOnlyMemory<byte> SessionId { get; init; }

    public required UInt16List CipherSuites { get; init; }

    /// <summary>legacy_compression_methods, a byte each.</summary>
    public required ReadOnlyMemory<byte> CompressionMethods { get; init; }

    /// <summary>The extensions; pre_shared_key, if there, is the last.</summary>
    public required ExtensionBlock Extensions { get; init; }

    public static ClientHello Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ClientHello hello = new()
        {
            LegacyVersion = reader.ReadUInt16(),
            Random = reader.ReadBytes(RandomLength),
            SessionId = reader.ReadVector8(0, MaxSessionIdLength),
            CipherSuites = new UInt16List(reader.ReadVector16(sizeof(ushort))),
            CompressionMethods = reader.ReadVector8(1),
            Extensions = reader.Remaining == 0 ? default : ExtensionBlock.Parse(reader.ReadVector16(0)),
        };
        reader.EndOfInput();
        RequirePreSharedKeyLast(hello.Extensions);
        return hello;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteUInt16(LegacyVersion);
        writer.WriteBytes(Random.Span);
        writer.WriteVector8(SessionId.Span);
        writer.WriteVector16(CipherSuites.Encoded.Span);
        writer.WriteVector8(CompressionMethods.Span);
        if (!Extensions.IsEmpty)
            Extensions.Write(writer);
    }

    /// <summary>RFC 8446 §4.2.11: the binders cover everything before them only if nothing comes after.</summary>
    private static void RequirePreSharedKeyLast(in ExtensionBlock extensions)
    {
        bool found = false;
        foreach (ExtensionView extension in extensions)
        {
            if (found)
                throw new TlsException(TlsFaults.PreSharedKeyNotLast, $"extension {(ushort)extension.Type} follows");
            found = extension.Type == ExtensionType.PreSharedKey;
        }
    }
}
