using CsCheck;
using Segno.Tests.Wire;
using Segno.Wire;
using Segno.Wire.Messages;
using static Segno.Tests.Properties.Grammar;

namespace Segno.Tests.Properties;

/// <summary>Every handshake message: its grammar, from the RFCs, and what writing gives of what was parsed.</summary>
internal static class MessageGrammar
{
    public static IReadOnlyDictionary<string, (Gen<byte[]> Bodies, Func<byte[], byte[]> ParseAndWrite)> All { get; } =
        new Dictionary<string, (Gen<byte[]>, Func<byte[], byte[]>)>
        {
            // RFC 8446 §4.1.2
            [nameof(ClientHello)] = (Sequence(
                Number(2), Number(32), Vector8(Opaque(0, 32)), Vector16(Many(Number(2), 1, 20)), Vector8(Opaque(1, 3)), Vector16(Extensions(8)).Where(NotEmpty)), Of<ClientHello>),
            [nameof(ServerHello)] = (Sequence(Number(2), Number(32), Vector8(Opaque(0, 32)), Number(2), Number(1), Vector16(Extensions(8)).Where(NotEmpty)), Of<ServerHello>),
            [nameof(EncryptedExtensions)] = (Vector16(Extensions(8)), Of<EncryptedExtensions>),
            [nameof(Certificate12)] = (Vector24(Many(Vector24(Opaque(1, 40)), 0, 4)), Of<Certificate12>),
            [nameof(Certificate13)] = (Sequence(Vector8(Opaque(0, 9)), Vector24(Many(Sequence(Vector24(Opaque(1, 40)), Vector16(Extensions(3))), 0, 4))), Of<Certificate13>),
            // RFC 5246 §7.4.4: the certificate types that Segno writes.
            [nameof(CertificateRequest12)] = (Sequence(Constant(2, 64, 1), Vector16(Many(OneOf(0x0403, 0x0804, 0x0401), 1, 5)), Vector16(Many(Vector16(Opaque(1, 20)), 0, 3))), Of<CertificateRequest12>),
            [nameof(CertificateRequest13)] = (Sequence(
                Vector8(Opaque(0, 9)), Vector16(Sequence(Constant(WireTest.Extension(13, 0, 2, 4, 3)), Extensions(4)))), Of<CertificateRequest13>),
            [nameof(CertificateStatus)] = (Sequence(Constant(1), Vector24(Opaque(1, 60))), Of<CertificateStatus>),
            [nameof(CertificateVerify)] = (Sequence(Number(2), Vector16(Opaque(0, 80))), Of<CertificateVerify>),
            // RFC 8422 §5.4
            [nameof(ServerKeyExchange)] = (Sequence(Constant(3), OneOf(23, 24, 29), Vector8(Opaque(1, 97)), Number(2), Vector16(Opaque(0, 80))), Of<ServerKeyExchange>),
            [nameof(ServerHelloDone)] = (Constant(), Of<ServerHelloDone>),
            [nameof(ClientKeyExchange)] = (Vector8(Opaque(1, 97)), Of<ClientKeyExchange>),
            [nameof(Finished)] = (Gen.OneOf(Number(12), Number(32), Number(48)), Of<Finished>),
            [nameof(KeyUpdate)] = (Gen.OneOf(Constant(0), Constant(1)), Of<KeyUpdate>),
            [nameof(NewSessionTicket12)] = (Sequence(Number(4), Vector16(Opaque(0, 80))), Of<NewSessionTicket12>),
            // RFC 8446 §4.6.1
            [nameof(NewSessionTicket13)] = (Sequence(Number(4), Number(4), Vector8(Opaque(0, 20)), Vector16(Opaque(1, 80)), Vector16(Extensions(3))), Of<NewSessionTicket13>),
        };

    private static byte[] Of<TMessage>(byte[] body)
        where TMessage : IHandshakeMessage<TMessage> => WireTest.Encode(TMessage.Parse(body));

    /// <summary>A hello without extensions has no block of them at all.</summary>
    private static bool NotEmpty(byte[] vector) => vector.Length > 2;
}
