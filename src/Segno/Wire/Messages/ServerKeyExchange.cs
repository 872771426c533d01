namespace Segno.Wire.Messages;

/// <summary>
/// ServerKeyExchange with an ephemeral ECDH key on a named curve (RFC 8422 §5.4):
/// <code>
/// struct { ECCurveType curve_type = named_curve(3); NamedCurve namedcurve; opaque point&lt;1..2^8-1&gt;; } ServerECDHParams;
/// SignatureAndHashAlgorithm algorithm; opaque signature&lt;0..2^16-1&gt;;
/// </code>
/// </summary>
internal readonly struct ServerKeyExchange : IHandshakeMessage<ServerKeyExchange>
{
    private const byte NamedCurve = 3;

    public ServerKeyExchange(NamedGroup group, ReadOnlyMemory<byte> publicKey, SignatureScheme scheme, ReadOnlyMemory<byte> signature)
    {
        Group = group;
        PublicKey = publicKey;
        Scheme = scheme;
        Signature = signature;
    }

    public static HandshakeType Type => HandshakeType.ServerKeyExchange;

    /// <summary>The group as sent, which may be none that Segno knows.</summary>
    public NamedGroup Group { get; }

    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The scheme as sent, which may be none that Segno knows.</summary>
    public SignatureScheme Scheme { get; }

    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>ServerECDHParams as received, which is what the signature covers after both randoms; empty in a message to be sent.</summary>
    public ReadOnlyMemory<byte> Parameters { get; private init; }

    public static ServerKeyExchange Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        // RFC 8422 §5.4: explicit curves are gone.
        if (reader.ReadUInt8() is not NamedCurve and var curveType)
            throw new TlsException(TlsFaults.IllegalGroup, $"curve_type {curveType}");
        NamedGroup group = (NamedGroup)reader.ReadUInt16();
        ReadOnlyMemory<byte> publicKey = reader.ReadVector8(1);
        ReadOnlyMemory<byte> parameters = body[..reader.Position];
        ServerKeyExchange exchange = new(group, publicKey, (SignatureScheme)reader.ReadUInt16(), reader.ReadVector16(0)) { Parameters = parameters };
        reader.EndOfInput();
        return exchange;
    }

    /// <summary>Writes ServerECDHParams.</summary>
    public static void WriteParameters(TlsWriter writer, NamedGroup group, ReadOnlySpan<byte> publicKey)
    {
        writer.WriteUInt8(NamedCurve);
        writer.WriteUInt16((ushort)group);
        writer.WriteVector8(publicKey);
    }

    public void Write(TlsWriter writer)
    {
        WriteParameters(writer, Group, PublicKey.Span);
        writer.WriteUInt16((ushort)Scheme);
        writer.WriteVector16(Signature.Span);
    }
}
