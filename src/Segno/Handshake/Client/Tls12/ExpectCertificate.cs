using Segno.Certificates;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The server's Certificate (RFC 5246 §7.4.2): every suite here has one.</summary>
internal sealed class ExpectCertificate(Connection connection) : ServerFlightState(connection)
{
    public override string Awaits => nameof(HandshakeType.Certificate);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        Certificate12 certificate = message.As<Certificate12>();
        ClientHandshake hs = Connection.Handshake;
        IReadOnlyList<ReadOnlyMemory<byte>> chain = PeerChain.Copy(certificate);
        if (chain.Count == 0)
            throw new TlsException(TlsFaults.EmptyServerCertificate);
        hs.Receive(message);

        PeerCertificate peer = hs.Own(PeerCertificate.Parse(chain[0]));
        // RFC 8422 §5.1: in TLS 1.2 the list of groups is also that of the curves of ECDSA keys.
        if (peer.Group is { } curve && !hs.Configuration.Groups.Contains(curve))
            throw new TlsException(TlsFaults.WrongCertificateType, $"its curve {curve} was not offered");
        Connection.Facts.PeerCertificates = chain;
        return Connection.WillGetStatus
            ? new ExpectCertificateStatus(Connection, peer)
            : await JudgeAsync(Connection, peer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Everything that is to come about the certificate is there: is it good enough?</summary>
    public static async ValueTask<HandshakeState> JudgeAsync(Connection connection, PeerCertificate peer, CancellationToken cancellationToken)
    {
        ClientHandshake hs = connection.Handshake;
        CertificateVerdict verdict = await hs.Configuration.ServerValidator.ValidateAsync(
            connection.Facts.PeerCertificates, hs.ServerName, connection.Facts.Staple, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAccepted)
            throw new TlsException(verdict.Fault!, verdict.Detail);
        return new ExpectServerKeyExchange(connection, peer);
    }
}
