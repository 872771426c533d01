using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The end of the server's flight, before which it may ask for the client's certificate (RFC 5246 §7.4.4, §7.4.5).</summary>
internal sealed class ExpectServerHelloDone(Connection connection, ReadOnlyMemory<byte> serverPublicKey) : ServerFlightState(connection)
{
    private CertificateRequestFacts? _request;

    public override string Awaits => _request is null ? "CertificateRequest or ServerHelloDone" : nameof(HandshakeType.ServerHelloDone);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ClientHandshake hs = Connection.Handshake;
        if (message.Type == HandshakeType.CertificateRequest && _request is null)
        {
            CertificateRequest12 request = message.As<CertificateRequest12>();
            hs.Receive(message);
            _request = new CertificateRequestFacts(request.CertificateTypes.ToArray(), new UInt16List(request.SignatureSchemes.Encoded.ToArray()));
            return this;
        }
        message.As<ServerHelloDone>();
        // It is the client's turn: what follows without waiting for it belongs to no handshake.
        message.RequireRecordBoundary();
        hs.Receive(message);
        await ClientFlight.SendAsync(Connection, serverPublicKey, _request, cancellationToken).ConfigureAwait(false);
        return Connection.AfterLastPlaintext();
    }
}

/// <summary>What a CertificateRequest asks for, as owned copies.</summary>
/// <param name="CertificateTypes">ClientCertificateType values.</param>
/// <param name="Schemes">supported_signature_algorithms.</param>
internal sealed record CertificateRequestFacts(ReadOnlyMemory<byte> CertificateTypes, UInt16List Schemes)
{
    private const byte RsaSign = 1;
    private const byte EcdsaSign = 64;

    /// <summary>Whether a key of that kind is asked for (RFC 5246 §7.4.4, RFC 8422 §5.5).</summary>
    public bool Allows(Crypto.SuiteAuthentication authentication) =>
        CertificateTypes.Span.Contains(authentication == Crypto.SuiteAuthentication.Rsa ? RsaSign : EcdsaSign);
}
