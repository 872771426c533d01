using Segno.Certificates;
using Segno.Crypto.KeyShares;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>The client's Certificate, which may be empty (RFC 5246 §7.4.6).</summary>
internal sealed class ExpectCertificate(Connection connection, IKeyShare keyShare) : HandshakeState
{
    public override string Awaits => nameof(HandshakeType.Certificate);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        Certificate12 certificate = message.As<Certificate12>();
        ServerHandshake hs = connection.Handshake;
        hs.Receive(message);
        IReadOnlyList<ReadOnlyMemory<byte>> chain = PeerChain.Copy(certificate);
        if (chain.Count == 0)
        {
            if (connection.Host.Options.ClientCertificateMode == ClientCertificateMode.Required)
                throw new TlsException(TlsFaults.NoClientCertificate12);
            hs.Transcript.DropMessages();
            return new ExpectClientKeyExchange(connection, keyShare, peer: null);
        }

        PeerCertificate peer = hs.Own(PeerCertificate.Parse(chain[0]));
        CertificateVerdict verdict = await connection.Host.ClientValidator.ValidateAsync(chain, serverName: null, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAccepted)
            throw new TlsException(verdict.Fault!, verdict.Detail);
        connection.Facts.PeerCertificates = chain;
        return new ExpectClientKeyExchange(connection, keyShare, peer);
    }
}
