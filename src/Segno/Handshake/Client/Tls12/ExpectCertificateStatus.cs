using Segno.Certificates;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>CertificateStatus, which a server may leave out though it has promised it (RFC 6066 §8). The certificate is judged together with it.</summary>
internal sealed class ExpectCertificateStatus(Connection connection, PeerCertificate peer) : ServerFlightState(connection)
{
    public override string Awaits => "CertificateStatus or ServerKeyExchange";

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        if (message.Type != HandshakeType.CertificateStatus)
        {
            if (message.Type != HandshakeType.ServerKeyExchange)
                throw message.Unexpected(Awaits);
            HandshakeState next = await ExpectCertificate.JudgeAsync(Connection, peer, cancellationToken).ConfigureAwait(false);
            return await next.OnMessageAsync(message, cancellationToken).ConfigureAwait(false);
        }
        CertificateStatus status = message.As<CertificateStatus>();
        Connection.Facts.Staple = Connection.Facts.Staple with { OcspResponse = status.OcspResponse.ToArray() };
        Connection.Handshake.Receive(message);
        return await ExpectCertificate.JudgeAsync(Connection, peer, cancellationToken).ConfigureAwait(false);
    }
}
