using Segno.Handshake.Negotiation;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>EncryptedExtensions (RFC 8446 §4.3.1).</summary>
internal sealed class ExpectEncryptedExtensions(ServerFlight flight) : ServerFlightState
{
    public override string Awaits => nameof(HandshakeType.EncryptedExtensions);

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ExtensionBlock extensions = message.As<EncryptedExtensions>().Extensions;
        ClientHandshake hs = flight.Handshake;
        if (extensions.Contains(ExtensionType.EarlyData))
            throw new TlsException(TlsFaults.UnexpectedEarlyData);
        ReceivedExtensions.Require(extensions, ReceivedExtensions.InEncryptedExtensions, flight.Plan, TlsFaults.UnsolicitedExtension);
        if (extensions.TryGet(ExtensionType.ServerName, out ReadOnlyMemory<byte> name))
            ServerNameExtension.ParseAcknowledgement(name);
        if (extensions.TryGet(ExtensionType.TicketRequest, out ReadOnlyMemory<byte> expected))
            TicketRequestExtension.ParseExpected(expected);
        flight.Facts.ApplicationProtocol = ReceivedExtensions.ApplicationProtocol(extensions, hs.Configuration);
        if (extensions.TryGet(ExtensionType.RecordSizeLimit, out ReadOnlyMemory<byte> limit))
            RecordSizeLimits.Accept(limit, hs.Configuration.AnnouncedRecordSizeLimit, ProtocolVersion.Tls13, hs.Output);
        hs.Receive(message);
        return ValueTask.FromResult<HandshakeState>(flight.Resumed ? new ExpectFinished(flight) : new ExpectCertificate(flight));
    }
}
