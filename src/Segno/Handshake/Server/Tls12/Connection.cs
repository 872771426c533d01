using Segno.Crypto;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>What the states of a TLS 1.2 server share once the ServerHello is out.</summary>
internal sealed class Connection(ServerHandshake handshake, ServerHost host, HandshakeFacts facts)
{
    public ServerHandshake Handshake { get; } = handshake;

    public ServerHost Host { get; } = host;

    public HandshakeFacts Facts { get; } = facts;

    public CipherSuite Suite => Facts.Suite;

    /// <summary>The ID under which the session is, or will be, in the store; empty if it is not.</summary>
    public ReadOnlyMemory<byte> SessionId { get; init; }

    /// <summary>Whether the ServerHello promised a NewSessionTicket.</summary>
    public bool WillSendTicket { get; init; }

    /// <summary>change_cipher_spec and Finished, under the new keys.</summary>
    public void SendFinished(SecretBuffer masterSecret, TrafficKeys keys)
    {
        Handshake.Output.SendChangeCipherSpec();
        Handshake.Output.InstallWriteKeys(keys);
        byte[] verifyData = new byte[Prf12.VerifyDataLength];
        Finished12.Compute(Handshake.Transcript, Suite, masterSecret, TlsRole.Server, verifyData);
        Handshake.Send(new Finished(verifyData));
    }
}
