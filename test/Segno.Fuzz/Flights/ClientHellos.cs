using Segno.Testing;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>
/// The hellos of scripted clients. One byte, the mode, says what a client does:
/// <code>
///  1  TLS 1.2, else 1.3
///  2  it offers a session: a ticket, or in TLS 1.2 what the server gave it
///  4  TLS 1.3: no key share at first, so that a HelloRetryRequest comes
///  8  a certificate, where one is asked for
/// 16  TLS 1.3: early data; TLS 1.2: no extended_master_secret
/// 32  more extensions
/// 64  TLS 1.3: psk_ke only
/// </code>
/// </summary>
internal static class ClientHellos
{
    public static void AddCommon(RawHello hello, byte mode)
    {
        hello.Set(ExtensionType.ServerName, RawExtensions.ServerName(TestHosts.Name));
        hello.Set(ExtensionType.SupportedGroups, RawExtensions.List16(RawExtensions.X25519));
        hello.Set(ExtensionType.SignatureAlgorithms, RawExtensions.List16((ushort)SignatureScheme.Ed25519));
        if ((mode & 32) == 0)
            return;
        hello.Set(ExtensionType.ApplicationLayerProtocolNegotiation, RawHello.Vector16([2, .. "h2"u8, 8, .. "http/1.1"u8]));
        hello.Set(ExtensionType.StatusRequest, [1, 0, 0, 0, 0]);
        hello.Set(ExtensionType.SignedCertificateTimestamp, []);
        hello.Set(ExtensionType.RecordSizeLimit, [1, 0]);
        hello.Set(ExtensionType.TicketRequest, [3, 1]);
        // GREASE (RFC 8701).
        hello.Append(0x7a7a, [0]);
    }
}
