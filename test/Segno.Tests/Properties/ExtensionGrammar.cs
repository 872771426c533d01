using System.Net.Security;
using CsCheck;
using Segno.Tests.Wire;
using Segno.Wire;
using Segno.Wire.Extensions;
using static Segno.Tests.Properties.Grammar;

namespace Segno.Tests.Properties;

/// <summary>Every extension that is both read and written: the grammar of its body, and what writing gives of what was parsed, with its header.</summary>
internal static class ExtensionGrammar
{
    public static IReadOnlyDictionary<string, (Gen<byte[]> Bodies, Func<byte[], byte[]> ParseAndWrite)> All { get; } =
        new Dictionary<string, (Gen<byte[]>, Func<byte[], byte[]>)>
        {
            ["server_name"] = (Vector16(Sequence(Constant(0), Vector16(Gen.OneOf("a", "server.example", "xn--bcher-kva.example").Select(System.Text.Encoding.ASCII.GetBytes)))),
                body => Written(writer => ServerNameExtension.Write(writer, ServerNameExtension.Parse(body)))),
            ["supported_groups"] = (Vector16(Many(Number(2), 1, 9)), body => Written(writer => SupportedGroupsExtension.Write(writer, Values<NamedGroup>(SupportedGroupsExtension.Parse(body))))),
            ["signature_algorithms"] = (Vector16(Many(Number(2), 1, 9)),
                body => Written(writer => SignatureAlgorithmsExtension.Write(writer, Values<SignatureScheme>(SignatureAlgorithmsExtension.Parse(body))))),
            ["alpn"] = (Vector16(Many(Vector8(Opaque(1, 30)), 1, 5)), body =>
            {
                List<SslApplicationProtocol> protocols = [];
                foreach (ReadOnlyMemory<byte> name in AlpnExtension.Parse(body))
                    protocols.Add(new SslApplicationProtocol(name.ToArray()));
                return Written(writer => AlpnExtension.Write(writer, protocols));
            }),
            ["alpn, selected"] = (Vector16(Vector8(Opaque(1, 30))), body => Written(writer => AlpnExtension.WriteSelected(writer, AlpnExtension.ParseSelected(body).Span))),
            ["certificate_authorities"] = (Vector16(Many(Vector16(Opaque(1, 30)), 1, 4)), body =>
            {
                List<ReadOnlyMemory<byte>> names = [];
                foreach (ReadOnlyMemory<byte> name in CertificateAuthoritiesExtension.Parse(body))
                    names.Add(name);
                return Written(writer => CertificateAuthoritiesExtension.Write(writer, names));
            }),
            ["cookie"] = (Vector16(Opaque(1, 90)), body => Written(writer => CookieExtension.Write(writer, CookieExtension.Parse(body).Span))),
            ["early_data, size"] = (Number(4), body => Written(writer => EarlyDataExtension.WriteMaxSize(writer, EarlyDataExtension.ParseMaxSize(body)))),
            ["key_share"] = (Vector16(Many(Sequence(Number(2), Vector16(Opaque(1, 40))), 0, 4).Where(Distinct)), body =>
            {
                List<KeyShareEntry> entries = [];
                foreach (KeyShareEntry entry in KeyShareExtension.ParseOffer(body))
                    entries.Add(entry);
                return Written(writer =>
                {
                    int shares = KeyShareExtension.Begin(writer);
                    foreach (KeyShareEntry entry in entries)
                        KeyShareExtension.WriteEntry(writer, (NamedGroup)entry.Group, entry.KeyExchange.Span);
                    KeyShareExtension.End(writer, shares);
                });
            }),
            ["key_share, selected"] = (Sequence(Number(2), Vector16(Opaque(1, 40))), body =>
            {
                KeyShareEntry entry = KeyShareExtension.ParseSelected(body);
                return Written(writer => KeyShareExtension.WriteSelected(writer, (NamedGroup)entry.Group, entry.KeyExchange.Span));
            }),
            ["key_share, retry"] = (Number(2), body => Written(writer => KeyShareExtension.WriteRetry(writer, (NamedGroup)KeyShareExtension.ParseRetry(body)))),
            ["pre_shared_key, selected"] = (Number(2), body => Written(writer => PreSharedKeyExtension.WriteSelected(writer, PreSharedKeyExtension.ParseSelected(body)))),
            ["psk_key_exchange_modes"] = (Vector8(Opaque(1, 5)), body =>
                Written(writer => PskKeyExchangeModesExtension.Write(writer, [.. PskKeyExchangeModesExtension.Parse(body).ToArray().Select(mode => (PskKeyExchangeMode)mode)]))),
            ["record_size_limit"] = (OneOf(64, 65, 0x4001, 0xffff), body => Written(writer => RecordSizeLimitExtension.Write(writer, RecordSizeLimitExtension.Parse(body)))),
            ["renegotiation_info"] = (Vector8(Opaque(0, 30)), body => Written(writer => RenegotiationInfoExtension.Write(writer, RenegotiationInfoExtension.Parse(body).Span))),
            ["supported_versions"] = (Vector8(Many(OneOf(0x0303, 0x0304, 0x0a0a), 1, 5)), body =>
                Written(writer => SupportedVersionsExtension.WriteOffer(writer, [.. Values<ProtocolVersion>(SupportedVersionsExtension.ParseOffer(body))]))),
            ["supported_versions, selected"] = (Number(2), body => Written(writer => SupportedVersionsExtension.WriteSelected(writer, (ProtocolVersion)SupportedVersionsExtension.ParseSelected(body)))),
            ["ticket_request"] = (Number(2), body =>
            {
                (byte fresh, byte resumption) = TicketRequestExtension.ParseRequest(body);
                return Written(writer => TicketRequestExtension.Write(writer, fresh, resumption));
            }),
            ["ticket_request, expected"] = (Number(1), body => Written(writer => TicketRequestExtension.WriteExpected(writer, TicketRequestExtension.ParseExpected(body)))),
            ["signed_certificate_timestamp"] = (Vector16(Many(Vector16(Opaque(1, 30)), 1, 4)),
                body => Written(writer => SignedCertificateTimestampExtension.Write(writer, SignedCertificateTimestampExtension.Parse(body).Span))),
            ["status_request, certificate"] = (Sequence(Constant(1), Vector24(Opaque(1, 60))),
                body => Written(writer => StatusRequestExtension.WriteStatusExtension(writer, StatusRequestExtension.ParseStatus(body).Span))),
        };

    private static byte[] Written(Action<TlsWriter> write) => WireTest.Written(buffer => write(new TlsWriter(buffer)));

    private static T[] Values<T>(UInt16List list)
        where T : struct, Enum
    {
        List<T> values = [];
        foreach (ushort value in list)
            values.Add((T)Enum.ToObject(typeof(T), value));
        return [.. values];
    }

    /// <summary>RFC 8446 §4.2.8: one share for a group.</summary>
    private static bool Distinct(byte[] entries)
    {
        HashSet<int> groups = [];
        for (int at = 0; at < entries.Length; at += 4 + ((entries[at + 2] << 8) | entries[at + 3]))
        {
            if (!groups.Add((entries[at] << 8) | entries[at + 1]))
                return false;
        }
        return true;
    }
}
