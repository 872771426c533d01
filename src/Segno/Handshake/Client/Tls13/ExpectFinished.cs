using Segno.Crypto;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>The server's Finished; the client answers with its certificate where one was asked for, and its own (RFC 8446 §4.4).</summary>
internal sealed class ExpectFinished(ServerFlight flight) : ServerFlightState
{
    private readonly ClientHandshake _hs = flight.Handshake;

    public override string Awaits => nameof(HandshakeType.Finished);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        Finished finished = message.As<Finished>();
        RecordBoundary boundary = message.RequireRecordBoundary();
        RequireValid(finished);
        _hs.Receive(message);
        using MasterSecret master = flight.Secret.Advance();
        SecretBuffer clientTraffic = _hs.Own(AtServerFinished(master, boundary, out SecretBuffer serverTraffic, out SecretBuffer exporter));

        if (flight.Request is { } request)
            await ClientAuthentication.SendAsync(flight, request, cancellationToken).ConfigureAwait(false);
        SendFinished();
        _hs.Output.InstallWriteKeys(TrafficSecrets.Keys(flight.Suite, clientTraffic.Span));
        SecretBuffer resumption = _hs.Own(ResumptionMasterSecret(master));
        return new Connected(_hs, flight.Facts, _hs.Release(clientTraffic), _hs.Release(serverTraffic), _hs.Release(exporter), _hs.Release(resumption));
    }

    private void RequireValid(Finished finished)
    {
        Span<byte> hash = stackalloc byte[flight.Suite.HashLength];
        _hs.Transcript.Current(hash);
        if (!TrafficSecrets.VerifyFinished(flight.Suite.Hash, flight.ServerHandshakeTraffic.Span, hash, finished.VerifyData.Span))
            throw new TlsException(TlsFaults.BadFinished);
    }

    private SecretBuffer AtServerFinished(MasterSecret master, RecordBoundary boundary, out SecretBuffer serverTraffic, out SecretBuffer exporter)
    {
        Span<byte> hash = stackalloc byte[flight.Suite.HashLength];
        _hs.Transcript.Current(hash);
        SecretBuffer clientTraffic = master.ClientApplicationTrafficSecret(hash);
        serverTraffic = _hs.Own(master.ServerApplicationTrafficSecret(hash));
        exporter = _hs.Own(master.ExporterMasterSecret(hash));
        _hs.LogSecret("CLIENT_TRAFFIC_SECRET_0", clientTraffic);
        _hs.LogSecret("SERVER_TRAFFIC_SECRET_0", serverTraffic);
        _hs.LogSecret("EXPORTER_SECRET", exporter);
        _hs.Output.InstallReadKeys(TrafficSecrets.Keys(flight.Suite, serverTraffic.Span), boundary);
        return clientTraffic;
    }

    private void SendFinished()
    {
        byte[] verifyData = new byte[flight.Suite.HashLength];
        Span<byte> hash = stackalloc byte[flight.Suite.HashLength];
        _hs.Transcript.Current(hash);
        TrafficSecrets.FinishedVerifyData(flight.Suite.Hash, flight.ClientHandshakeTraffic.Span, hash, verifyData);
        _hs.Send(new Finished(verifyData));
    }

    private SecretBuffer ResumptionMasterSecret(MasterSecret master)
    {
        Span<byte> hash = stackalloc byte[flight.Suite.HashLength];
        _hs.Transcript.Current(hash);
        return master.ResumptionMasterSecret(hash);
    }
}
