using Segno.Crypto;
using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake.Client.Tls13;

/// <summary>What a client's states share while the server's protected flight comes in.</summary>
internal sealed class ServerFlight(ClientHandshake handshake, ClientHelloPlan plan, HandshakeFacts facts, HandshakeSecret secret, bool resumed)
{
    public ClientHandshake Handshake { get; } = handshake;

    public ClientHelloPlan Plan { get; } = plan;

    public HandshakeFacts Facts { get; } = facts;

    /// <summary>The handshake secret; the server's Finished advances it.</summary>
    public HandshakeSecret Secret { get; } = secret;

    /// <summary>Whether a PSK was accepted: no certificates then.</summary>
    public bool Resumed { get; } = resumed;

    public required SecretBuffer ClientHandshakeTraffic { get; init; }

    public required SecretBuffer ServerHandshakeTraffic { get; init; }

    /// <summary>A CertificateRequest that is to be answered.</summary>
    public CertificateRequestFacts? Request { get; set; }

    public CipherSuite Suite => Facts.Suite;
}

/// <summary>What a CertificateRequest asks for, as owned copies.</summary>
/// <param name="Context">certificate_request_context, to be returned.</param>
/// <param name="Schemes">signature_algorithms, as bytes of a list.</param>
internal sealed record CertificateRequestFacts(ReadOnlyMemory<byte> Context, Wire.Extensions.UInt16List Schemes);

/// <summary>A state in which the server's dummy change_cipher_spec may still come (RFC 8446 §5).</summary>
internal abstract class ServerFlightState : HandshakeState
{
    public sealed override HandshakeState OnChangeCipherSpec(RecordBoundary boundary) => this;
}
