using System.Net.Security;
using System.Security.Cryptography;
using Segno.Testing;
using Segno.Tests.Vectors;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Tests.Wire;

[Requirement("C248")]
public class Rfc8448MessageTests
{
    [Fact]
    public void Each_message_of_the_traces_is_written_as_it_was_read()
    {
        AssertRoundTrip<ClientHello>(Rfc8448.ClientHello);
        AssertRoundTrip<ServerHello>(Rfc8448.ServerHello);
        AssertRoundTrip<EncryptedExtensions>(Rfc8448.EncryptedExtensions);
        AssertRoundTrip<Certificate13>(Rfc8448.Certificate);
        AssertRoundTrip<CertificateVerify>(Rfc8448.CertificateVerify);
        AssertRoundTrip<Finished>(Rfc8448.ServerFinished);
        AssertRoundTrip<Finished>(Rfc8448.ClientFinished);
        AssertRoundTrip<NewSessionTicket13>(Rfc8448.NewSessionTicket);
        AssertRoundTrip<ClientHello>(Rfc8448.ResumedClientHello);
        AssertRoundTrip<ServerHello>(Rfc8448.ResumedServerHello);
        AssertRoundTrip<ServerHello>(Rfc8448.HelloRetryRequest);
    }

    [Fact]
    public void The_vectors_are_those_whose_hashes_the_RFC_prints()
    {
        Assert.Equal(
            "860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8",
            Convert.ToHexStringLower(SHA256.HashData([.. Rfc8448.ClientHello, .. Rfc8448.ServerHello])));
        Assert.Equal(
            "f736cb34fe25e701551bee6fd24c1cc7102a7daf9405cb15d97aafe16f757d03",
            Convert.ToHexStringLower(SHA256.HashData([.. Rfc8448.ResumedClientHello, .. Rfc8448.ResumedServerHello])));
    }

    [Fact]
    public void The_ClientHello_is_read_field_by_field()
    {
        ClientHello hello = ClientHello.Parse(Body(Rfc8448.ClientHello));

        Assert.Equal(0x0303, hello.LegacyVersion);
        Assert.Equal("cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7", Convert.ToHexStringLower(hello.Random.Span));
        Assert.True(hello.SessionId.IsEmpty);
        Assert.Equal([0x1301, 0x1303, 0x1302], ToList(hello.CipherSuites));
        Assert.Equal([0], hello.CompressionMethods.ToArray());
        Assert.Equal(
            [0, 0xff01, 10, 35, 51, 43, 13, 45, 28],
            Types(hello.Extensions));
        Assert.Equal("server", ServerNameExtension.Parse(Require(hello.Extensions, ExtensionType.ServerName)));
        Assert.Equal(
            [0x1d, 0x17, 0x18, 0x19, 0x100, 0x101, 0x102, 0x103, 0x104],
            ToList(SupportedGroupsExtension.Parse(Require(hello.Extensions, ExtensionType.SupportedGroups))));
        Assert.Equal([0x0304], ToList(SupportedVersionsExtension.ParseOffer(Require(hello.Extensions, ExtensionType.SupportedVersions))));
        Assert.Equal(15, SignatureAlgorithmsExtension.Parse(Require(hello.Extensions, ExtensionType.SignatureAlgorithms)).Count);
        Assert.Equal([1], PskKeyExchangeModesExtension.Parse(Require(hello.Extensions, ExtensionType.PskKeyExchangeModes)).ToArray());
        Assert.Equal(0x4001, RecordSizeLimitExtension.Parse(Require(hello.Extensions, ExtensionType.RecordSizeLimit)));
        Assert.True(RenegotiationInfoExtension.Parse(Require(hello.Extensions, ExtensionType.RenegotiationInfo)).IsEmpty);

        KeyShareList shares = KeyShareExtension.ParseOffer(Require(hello.Extensions, ExtensionType.KeyShare));
        Assert.Equal(1, shares.Count);
        foreach (KeyShareEntry share in shares)
        {
            Assert.Equal((ushort)NamedGroup.X25519, share.Group);
            Assert.Equal("99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c", Convert.ToHexStringLower(share.KeyExchange.Span));
        }
    }

    [Fact]
    public void The_ServerHello_is_read_field_by_field()
    {
        ServerHello hello = ServerHello.Parse(Body(Rfc8448.ServerHello));

        Assert.Equal(TlsCipherSuite.TLS_AES_128_GCM_SHA256, hello.CipherSuite);
        Assert.Equal(0, hello.CompressionMethod);
        Assert.False(hello.IsHelloRetryRequest);
        Assert.Equal(0x0304, SupportedVersionsExtension.ParseSelected(Require(hello.Extensions, ExtensionType.SupportedVersions)));
        KeyShareEntry share = KeyShareExtension.ParseSelected(Require(hello.Extensions, ExtensionType.KeyShare));
        Assert.Equal((ushort)NamedGroup.X25519, share.Group);
        Assert.Equal(32, share.KeyExchange.Length);
    }

    [Fact]
    public void The_ticket_is_offered_back_with_its_age_and_a_binder()
    {
        NewSessionTicket13 ticket = NewSessionTicket13.Parse(Body(Rfc8448.NewSessionTicket));
        Assert.Equal(30u, ticket.Lifetime);
        Assert.Equal(0xfad6aac5, ticket.AgeAdd);
        Assert.Equal([0, 0], ticket.Nonce.ToArray());
        Assert.Equal(0xb2, ticket.Ticket.Length);
        Assert.Equal(1024u, EarlyDataExtension.ParseMaxSize(Require(ticket.Extensions, ExtensionType.EarlyData)));

        ClientHello resumed = ClientHello.Parse(Body(Rfc8448.ResumedClientHello));
        OfferedPsks psks = PreSharedKeyExtension.ParseOffer(Require(resumed.Extensions, ExtensionType.PreSharedKey));
        Assert.Equal(1, psks.Count);
        Assert.Equal(ticket.Ticket.ToArray(), psks.GetIdentity(0).Identity.ToArray());
        Assert.Equal(0xfad6aacb, psks.GetIdentity(0).ObfuscatedTicketAge);
        Assert.Equal("3add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6fa31b9e5f9d", Convert.ToHexStringLower(psks.GetBinder(0).Span));
        EarlyDataExtension.ParseEmpty(Require(resumed.Extensions, ExtensionType.EarlyData));

        ServerHello accepted = ServerHello.Parse(Body(Rfc8448.ResumedServerHello));
        Assert.Equal(0, PreSharedKeyExtension.ParseSelected(Require(accepted.Extensions, ExtensionType.PreSharedKey)));
    }

    [Fact, Requirement("C129")]
    public void The_binder_covers_the_hello_up_to_the_binders()
    {
        ClientHello resumed = ClientHello.Parse(Body(Rfc8448.ResumedClientHello));
        OfferedPsks psks = PreSharedKeyExtension.ParseOffer(Require(resumed.Extensions, ExtensionType.PreSharedKey));

        Assert.Equal(35, psks.BindersLength);
        Assert.Equal(
            "63224b2e4573f2d3454ca84b9d009a04f6be9e05711a8396473aefa01e924a14",
            Convert.ToHexStringLower(SHA256.HashData(Rfc8448.ResumedClientHello.AsSpan(0, Rfc8448.ResumedClientHello.Length - psks.BindersLength))));
    }

    [Fact]
    public void The_HelloRetryRequest_is_known_by_its_random()
    {
        ServerHello retry = ServerHello.Parse(Body(Rfc8448.HelloRetryRequest));

        Assert.True(retry.IsHelloRetryRequest);
        Assert.Equal(SHA256.HashData("HelloRetryRequest"u8), ServerHello.HelloRetryRequestRandomMemory.ToArray());
        Assert.Equal((ushort)NamedGroup.Secp256r1, KeyShareExtension.ParseRetry(Require(retry.Extensions, ExtensionType.KeyShare)));
        Assert.Equal(0x72, CookieExtension.Parse(Require(retry.Extensions, ExtensionType.Cookie)).Length);
    }

    [Fact]
    public void The_extensions_of_the_hellos_are_written_byte_for_byte()
    {
        ClientHello hello = ClientHello.Parse(Body(Rfc8448.ResumedClientHello));
        PskIdentity identity = PreSharedKeyExtension.ParseOffer(Require(hello.Extensions, ExtensionType.PreSharedKey)).GetIdentity(0);
        KeyShareList.Enumerator shares = KeyShareExtension.ParseOffer(Require(hello.Extensions, ExtensionType.KeyShare)).GetEnumerator();
        Assert.True(shares.MoveNext());

        byte[] written = WireTest.Written(buffer =>
        {
            TlsWriter writer = new(buffer);
            ServerNameExtension.Write(writer, "server");
            RenegotiationInfoExtension.Write(writer, []);
            int share = KeyShareExtension.Begin(writer);
            KeyShareExtension.WriteEntry(writer, NamedGroup.X25519, shares.Current.KeyExchange.Span);
            KeyShareExtension.End(writer, share);
            SupportedVersionsExtension.WriteOffer(writer, [ProtocolVersion.Tls13]);
            PskKeyExchangeModesExtension.Write(writer, [PskKeyExchangeMode.PskDheKe]);
            RecordSizeLimitExtension.Write(writer, 0x4001);
            Assert.Equal(35, PreSharedKeyExtension.WriteOffer(writer, identity.Identity.Span, identity.ObfuscatedTicketAge, 32));
        });

        List<byte> expected = [];
        foreach (ExtensionType type in (ExtensionType[])[ExtensionType.ServerName, ExtensionType.RenegotiationInfo, ExtensionType.KeyShare,
            ExtensionType.SupportedVersions, ExtensionType.PskKeyExchangeModes, ExtensionType.RecordSizeLimit, ExtensionType.PreSharedKey])
            expected.AddRange(WireTest.Extension((ushort)type, Require(hello.Extensions, type).ToArray()));
        // The writer leaves the binder as zeros.
        expected.RemoveRange(expected.Count - 32, 32);
        expected.AddRange(new byte[32]);
        Assert.Equal(expected, written);
    }

    private static ReadOnlyMemory<byte> Body(byte[] message) => message.AsMemory(WireTest.HeaderLength);

    private static void AssertRoundTrip<TMessage>(byte[] message)
        where TMessage : IHandshakeMessage<TMessage>
    {
        Assert.Equal(message[0], (byte)TMessage.Type);
        Assert.Equal(message[WireTest.HeaderLength..], WireTest.Encode(TMessage.Parse(Body(message))));
    }

    private static ReadOnlyMemory<byte> Require(ExtensionBlock extensions, ExtensionType type) =>
        extensions.TryGet(type, out ReadOnlyMemory<byte> body) ? body : throw new InvalidOperationException($"{type} is missing");

    private static List<int> ToList(UInt16List list)
    {
        List<int> values = [];
        foreach (ushort value in list)
            values.Add(value);
        return values;
    }

    private static List<int> Types(ExtensionBlock extensions)
    {
        List<int> types = [];
        foreach (ExtensionView extension in extensions)
            types.Add((int)extension.Type);
        return types;
    }
}
