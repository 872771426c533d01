using Segno.Crypto;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>What the states of a TLS 1.2 client share once the ServerHello is in.</summary>
internal sealed class Connection(ClientHandshake handshake, HandshakeFacts facts)
{
    public ClientHandshake Handshake { get; } = handshake;

    public HandshakeFacts Facts { get; } = facts;

    public CipherSuite Suite => Facts.Suite;

    /// <summary>The session that resumes, owned by the handshake; null in a full handshake.</summary>
    public TlsClientSession? Resumed { get; init; }

    /// <summary>The ID that the server gave to a new session; empty if it gave none.</summary>
    public ReadOnlyMemory<byte> SessionId { get; init; }

    /// <summary>Whether the ServerHello promised a NewSessionTicket.</summary>
    public bool WillGetTicket { get; init; }

    /// <summary>Whether the ServerHello promised a CertificateStatus.</summary>
    public bool WillGetStatus { get; init; }

    /// <summary>The NewSessionTicket, once it is there, as an owned copy. It counts for nothing before the server's Finished (RFC 5077 §3.3).</summary>
    public ReadOnlyMemory<byte> Ticket { get; set; }

    /// <summary>ticket_lifetime_hint; zero if the server left it open.</summary>
    public TimeSpan TicketLifetime { get; set; }

    /// <summary>The secrets, once they are derived; owned by the handshake.</summary>
    public ConnectionKeys? Keys { get; set; }

    /// <summary>The state for what comes before the server's change_cipher_spec: its ticket, if it promised one.</summary>
    public HandshakeState AfterLastPlaintext() => WillGetTicket ? new ExpectNewSessionTicket(this) : new ExpectChangeCipherSpec(this);

    /// <summary>change_cipher_spec and Finished, under the new keys.</summary>
    public void SendFinished()
    {
        ConnectionKeys keys = Keys!;
        Handshake.Output.SendChangeCipherSpec();
        Handshake.Output.InstallWriteKeys(Handshake.Release(keys.ClientWrite));
        byte[] verifyData = new byte[Prf12.VerifyDataLength];
        Finished12.Compute(Handshake.Transcript, Suite, keys.MasterSecret, TlsRole.Client, verifyData);
        Handshake.Send(new Finished(verifyData));
    }
}
