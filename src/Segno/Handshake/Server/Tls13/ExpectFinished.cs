using Segno.Crypto;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>The client's Finished (RFC 8446 §4.4.4): the handshake is done, and tickets go out.</summary>
internal sealed class ExpectFinished(ClientFlight flight) : ClientFlightState
{
    public override string Awaits => nameof(HandshakeType.Finished);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        Finished finished = message.As<Finished>();
        RecordBoundary boundary = message.RequireRecordBoundary();
        RequireValid(finished);
        ServerHandshake hs = flight.Handshake;
        hs.Receive(message);

        ServerSecrets secrets = flight.Secrets;
        hs.Output.InstallReadKeys(TrafficSecrets.Keys(flight.Suite, secrets.ClientApplicationTraffic.Span), boundary);
        using SecretBuffer resumption = ResumptionMasterSecret(secrets.Master);
        secrets.DisposeHandshakeSecrets();
        await TicketIssue.IssueAsync(flight, resumption, cancellationToken).ConfigureAwait(false);
        return new Connected(hs.Output, flight.Facts, hs.Release(secrets), hs.Account.ToInfo());
    }

    private void RequireValid(Finished finished)
    {
        Span<byte> hash = stackalloc byte[flight.Suite.HashLength];
        flight.TranscriptHash(hash);
        if (!TrafficSecrets.VerifyFinished(flight.Suite.Hash, flight.Secrets.ClientHandshakeTraffic.Span, hash, finished.VerifyData.Span))
            throw new TlsException(TlsFaults.BadFinished);
    }

    private SecretBuffer ResumptionMasterSecret(MasterSecret master)
    {
        Span<byte> hash = stackalloc byte[flight.Suite.HashLength];
        flight.TranscriptHash(hash);
        return master.ResumptionMasterSecret(hash);
    }
}
