using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Client;

/// <summary>Writes a ClientHello, extensions in order and pre_shared_key last, and fills in its binder (RFC 8446 §4.1.2, §4.2.11).</summary>
internal sealed class ClientHelloBuilder(ClientHandshake hs, ClientHelloPlan plan)
{
    private const int HeaderLength = 4;
    private readonly ClientConfiguration _configuration = hs.Configuration;

    /// <summary>Sends the hello and takes it into the transcript.</summary>
    public void Send()
    {
        using WireBuffer buffer = new();
        TlsWriter writer = new(buffer);
        writer.WriteUInt8((byte)HandshakeType.ClientHello);
        int body = writer.Begin24();
        writer.WriteUInt16((ushort)ProtocolVersion.Tls12);
        writer.WriteBytes(hs.ClientRandom);
        writer.WriteVector8(plan.SessionId.Span);
        WriteCipherSuites(writer);
        writer.WriteVector8([0]);
        int extensions = writer.Begin16();
        WriteExtensions(writer);
        int bindersLength = WritePreSharedKey(writer);
        writer.End16(extensions);
        writer.End24(body);

        plan.Sent.UnionWith(TypesIn(buffer.WrittenMemory[extensions..]));
        Span<byte> hello = buffer.WrittenSpan;
        if (bindersLength == 0)
            hs.Transcript.Append(hello);
        else
            FillBinder(hello, bindersLength);
        hs.Output.SendEncoded(hello);
    }

    private void WriteCipherSuites(TlsWriter writer)
    {
        int suites = writer.Begin16();
        foreach (CipherSuite suite in _configuration.CipherSuites)
            writer.WriteUInt16((ushort)suite.Code);
        writer.End16(suites);
    }

    private void WriteExtensions(TlsWriter writer)
    {
        // RFC 6066 §3: literal addresses are not permitted in server_name.
        if (!IPAddress.TryParse(hs.ServerName, out _))
            ServerNameExtension.Write(writer, hs.ServerName);
        if (_configuration.Tls12)
        {
            ExtendedMasterSecretExtension.Write(writer);
            RenegotiationInfoExtension.Write(writer, []);
            EcPointFormatsExtension.Write(writer);
            if (_configuration.Resumption is { Enabled: true, Tickets: true })
                SessionTicketExtension.Write(writer, OfferedTicket12());
        }
        SupportedGroupsExtension.Write(writer, GroupsToOffer());
        if (_configuration.Options.RequestOcspResponse)
            StatusRequestExtension.Write(writer);
        if (_configuration.Options.RequestSignedCertificateTimestamps)
            SignedCertificateTimestampExtension.WriteRequest(writer);
        if (_configuration.Options.ApplicationProtocols.Count > 0)
            AlpnExtension.Write(writer, _configuration.Options.ApplicationProtocols);
        SignatureAlgorithmsExtension.Write(writer, _configuration.SignatureSchemes);
        RecordSizeLimitExtension.Write(writer, _configuration.AnnouncedRecordSizeLimit);
        if (_configuration.Tls13)
            WriteTls13Extensions(writer);
    }

    private void WriteTls13Extensions(TlsWriter writer)
    {
        SupportedVersionsExtension.WriteOffer(writer, _configuration.Tls12 ? [ProtocolVersion.Tls13, ProtocolVersion.Tls12] : [ProtocolVersion.Tls13]);
        if (!plan.Cookie.IsEmpty)
            CookieExtension.Write(writer, plan.Cookie.Span);
        if (PskModes() is { Length: > 0 } modes)
        {
            PskKeyExchangeModesExtension.Write(writer, modes);
            if (plan.TicketsWanted > 0)
                TicketRequestExtension.Write(writer, plan.TicketsWanted, plan.TicketsWanted);
        }
        else
        {
            // RFC 9149 §3: what will not be used need not be sent.
            TicketRequestExtension.Write(writer, 0, 0);
        }
        int shares = KeyShareExtension.Begin(writer);
        Span<byte> publicKey = stackalloc byte[KeyShares.MaxPublicKeyLength];
        foreach (IKeyShare share in hs.KeyShares)
        {
            share.WritePublicKey(publicKey[..share.PublicKeyLength]);
            KeyShareExtension.WriteEntry(writer, share.Group, publicKey[..share.PublicKeyLength]);
        }
        KeyShareExtension.End(writer, shares);
    }

    private PskKeyExchangeMode[] PskModes() => !_configuration.Resumption.Enabled ? [] : _configuration.Resumption.PskModes switch
    {
        PskKeyExchangeModes.None => [],
        PskKeyExchangeModes.DheKe => [PskKeyExchangeMode.PskDheKe],
        PskKeyExchangeModes.Ke => [PskKeyExchangeMode.PskKe],
        _ => [PskKeyExchangeMode.PskDheKe, PskKeyExchangeMode.PskKe],
    };

    private ReadOnlySpan<byte> OfferedTicket12() =>
        hs.Offered is { Session.Version: ProtocolVersion.Tls12 } offered ? offered.Ticket.Span : [];

    private NamedGroup[] GroupsToOffer() =>
        _configuration.Tls13 ? [.. _configuration.Groups] : [.. _configuration.Groups.Where(KeyShares.IsTls12)];

    /// <summary>Writes the extension with a binder of zeros.</summary>
    /// <returns>Bytes of the binders list at the hello's end; 0 without a PSK.</returns>
    private int WritePreSharedKey(TlsWriter writer)
    {
        if (!plan.OffersPsk || hs.Offered is not { } offered)
            return 0;
        Session session = offered.Session;
        uint age = unchecked((uint)(hs.Now - offered.ReceivedAt).TotalMilliseconds + session.TicketAgeAdd);
        return PreSharedKeyExtension.WriteOffer(writer, offered.Ticket.Span, age, HashOf(session).HashLength);
    }

    private void FillBinder(Span<byte> hello, int bindersLength)
    {
        Session session = hs.Offered!.Session;
        CipherSuite suite = HashOf(session);
        Span<byte> truncated = hello[..^bindersLength];
        Span<byte> hash = stackalloc byte[suite.HashLength];
        if (plan.RetrySuite is null)
        {
            CryptographicOperations.HashData(suite.Hash, truncated, hash);
        }
        else
        {
            // RFC 8446 §4.2.11.2: after a retry the binder covers the first hello's hash and the HelloRetryRequest too.
            hs.Transcript.Append(truncated);
            hs.Transcript.Current(hash);
        }
        using EarlySecret early = EarlySecret.FromPsk(suite.Hash, session.Secret.Span);
        early.ComputeBinder(hash, hello[^suite.HashLength..]);
        DeadStack.Zero();
        hs.Transcript.Append(plan.RetrySuite is null ? hello : hello[^bindersLength..]);
    }

    private static CipherSuite HashOf(Session session) => CipherSuite.Find(session.CipherSuite)!;

    private static IEnumerable<ExtensionType> TypesIn(ReadOnlyMemory<byte> extensions)
    {
        while (!extensions.IsEmpty)
        {
            yield return (ExtensionType)BinaryPrimitives.ReadUInt16BigEndian(extensions.Span);
            extensions = extensions[(HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(extensions.Span[2..]))..];
        }
    }
}
