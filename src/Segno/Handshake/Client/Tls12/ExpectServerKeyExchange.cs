using Segno.Certificates;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The server's ECDHE key, signed together with both randoms (RFC 8422 §5.4).</summary>
internal sealed class ExpectServerKeyExchange(Connection connection, PeerCertificate peer) : ServerFlightState(connection)
{
    public override string Awaits => nameof(HandshakeType.ServerKeyExchange);

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ServerKeyExchange exchange = message.As<ServerKeyExchange>();
        ClientHandshake hs = Connection.Handshake;
        if (!hs.Configuration.Groups.Contains(exchange.Group) || !KeyShares.IsTls12(exchange.Group))
            throw new TlsException(TlsFaults.IllegalGroup, $"0x{(ushort)exchange.Group:x4}");
        if (AuthenticationOf(exchange.Scheme) != Connection.Suite.Authentication)
            throw new TlsException(TlsFaults.WrongSignatureScheme, $"0x{(ushort)exchange.Scheme:x4} with {Connection.Suite}");

        byte[] content = SignedParameters.Concatenate(hs.ClientRandom, hs.ServerRandom, exchange.Parameters.Span);
        PeerSignature.RequireValid(
            exchange.Scheme, exchange.Signature.Span, content, peer, hs.Configuration.SignatureSchemes, ProtocolVersion.Tls12);
        hs.Receive(message);
        Connection.Facts.Group = exchange.Group;
        Connection.Facts.PeerSignatureScheme = exchange.Scheme;
        return ValueTask.FromResult<HandshakeState>(new ExpectServerHelloDone(Connection, exchange.PublicKey.ToArray()));
    }

    /// <summary>RFC 8422 §5.10: Ed25519 goes with the ECDSA suites.</summary>
    private static SuiteAuthentication AuthenticationOf(SignatureScheme scheme) => scheme is
        SignatureScheme.EcdsaSecp256r1Sha256 or SignatureScheme.EcdsaSecp384r1Sha384 or SignatureScheme.EcdsaSecp521r1Sha512 or SignatureScheme.Ed25519
        ? SuiteAuthentication.Ecdsa
        : SuiteAuthentication.Rsa;
}
