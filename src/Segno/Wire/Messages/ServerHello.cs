using System.Net.Security;
using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>
/// ServerHello, and HelloRetryRequest, which differs from it in its random alone (RFC 8446 §4.1.3, §4.1.4; RFC 5246 §7.4.1.3):
/// <code>
/// ProtocolVersion legacy_version;
/// Random random;
/// opaque legacy_session_id_echo&lt;0..32&gt;;
/// CipherSuite cipher_suite;
/// uint8 legacy_compression_method;
/// Extension extensions&lt;0..2^16-1&gt;;      // may be absent in TLS 1.2
/// </code>
/// </summary>
internal sealed class ServerHello(
    ushort legacyVersion, ReadOnlyMemory<byte> random, ReadOnlyMemory<byte> sessionIdEcho, TlsCipherSuite cipherSuite, byte compressionMethod, ExtensionBlock extensions)
    : IHandshakeMessage<ServerHello>
{
    private static readonly byte[] s_helloRetryRequestRandom =
    [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
        0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ];

    /// <summary>The random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3).</summary>
    public static ReadOnlyMemory<byte> HelloRetryRequestRandomMemory => s_helloRetryRequestRandom;

    /// <summary>The end of random from a server that has TLS 1.3 and negotiates TLS 1.2: "DOWNGRD" and 1 (RFC 8446 §4.1.3).</summary>
    public static ReadOnlySpan<byte> DowngradeSentinelTls12 => "DOWNGRD\u0001"u8;

    /// <summary>The same for TLS 1.1 and below, which Segno never negotiates but a client must look for.</summary>
    public static ReadOnlySpan<byte> DowngradeSentinelTls11 => "DOWNGRD\0"u8;

    public static HandshakeType Type => HandshakeType.ServerHello;

    public ushort LegacyVersion { get; } = legacyVersion;

    public ReadOnlyMemory<byte> Random { get; } = random;

    /// <summary>legacy_session_id_echo; in TLS 1.2 session_id.</summary>
    public ReadOnlyMemory<byte> SessionIdEcho { get; } = sessionIdEcho;

    public TlsCipherSuite CipherSuite { get; } = cipherSuite;

    public byte CompressionMethod { get; } = compressionMethod;

    public ExtensionBlock Extensions { get; } = extensions;

    public bool IsHelloRetryRequest => Random.Span.SequenceEqual(s_helloRetryRequestRandom);

    public static ServerHello Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ServerHello hello = new(
            reader.ReadUInt16(),
            reader.ReadBytes(ClientHello.RandomLength),
            reader.ReadVector8(0, ClientHello.MaxSessionIdLength),
            (TlsCipherSuite)reader.ReadUInt16(),
            reader.ReadUInt8(),
            reader.Remaining == 0 ? default : ExtensionBlock.Parse(reader.ReadVector16(0)));
        reader.EndOfInput();
        return hello;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteUInt16(LegacyVersion);
        writer.WriteBytes(Random.Span);
        writer.WriteVector8(SessionIdEcho.Span);
        writer.WriteUInt16((ushort)CipherSuite);
        writer.WriteUInt8(CompressionMethod);
        // RFC 5246 §7.4.1.4: a client that sent no extensions knows no block.
        if (!Extensions.IsEmpty)
            Extensions.Write(writer);
    }
}
