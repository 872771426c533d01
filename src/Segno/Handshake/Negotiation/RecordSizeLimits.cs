using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Negotiation;

/// <summary>record_size_limit, negotiated anew on every connection (RFC 8449 §4).</summary>
internal static class RecordSizeLimits
{
    /// <summary>Plaintext bytes of a record without the extension.</summary>
    public const int Default = 16384;

    /// <summary>The value to announce: in TLS 1.3 the content type counts.</summary>
    public static int Announced(int plaintextLimit, ProtocolVersion version) => version == ProtocolVersion.Tls13 ? plaintextLimit + 1 : plaintextLimit;

    /// <summary>A server: if the client offers the extension, sets both limits and returns what to answer; else null.</summary>
    public static int? Negotiate(in ExtensionBlock clientExtensions, int ownLimit, ProtocolVersion version, IHandshakeOutput output)
    {
        if (!clientExtensions.TryGet(ExtensionType.RecordSizeLimit, out ReadOnlyMemory<byte> body))
            return null;
        int peer = RecordSizeLimitExtension.Parse(body);
        int announced = Announced(ownLimit, version);
        // A limit above the protocol's own maximum means that maximum (RFC 8449 §4): a client may speak of versions to come.
        output.SetRecordSizeLimits(Math.Min(peer, Announced(Default, version)), announced);
        return announced;
    }

    /// <summary>A client: the server answered; its limit may not exceed the version's maximum.</summary>
    public static void Accept(ReadOnlyMemory<byte> body, int announced, ProtocolVersion version, IHandshakeOutput output)
    {
        int peer = RecordSizeLimitExtension.Parse(body);
        if (peer > Announced(Default, version))
            throw new TlsException(TlsFaults.IllegalRecordSizeLimit);
        output.SetRecordSizeLimits(peer, announced);
    }
}
