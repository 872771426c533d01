using System.Net.Security;
using System.Security.Authentication;
using Segno.Fuzz.Flights;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Differential;

/// <summary>The records of a ClientHello, edited.</summary>
internal static class DifferentialHello
{
    /// <summary>What both servers have.</summary>
    public static TlsCipherSuite[] Suites { get; } =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    ];

    public static bool IsOf(TlsCipherSuite suite, SslProtocols versions) =>
        versions.HasFlag(((ushort)suite & 0xff00) == 0x1300 ? SslProtocols.Tls13 : SslProtocols.Tls12);

    public static byte[] Make(byte mode, List<Edit> edits)
    {
        X25519Share share = new();
        bool is12 = (mode & 1) != 0;
        RawHello hello = new() { Random = [.. Enumerable.Repeat((byte)0x11, 32)], Suites = is12 ? [0xc02b, 0xc02c] : [0x1301, 0x1302] };
        ClientHellos.AddCommon(hello, mode);
        hello.Set(ExtensionType.SignatureAlgorithms, RawExtensions.List16(RawExtensions.EcdsaP256Sha256));
        hello.Set(ExtensionType.SupportedGroups, RawExtensions.List16(RawExtensions.X25519, RawExtensions.P256));
        if (is12)
        {
            hello.Set(ExtensionType.RenegotiationInfo, [0]);
            hello.Set(ExtensionType.EcPointFormats, [1, 0]);
            if ((mode & 16) == 0)
                hello.Set(ExtensionType.ExtendedMasterSecret, []);
        }
        else
        {
            hello.SessionId = [.. Enumerable.Repeat((byte)0x22, 32)];
            hello.Set(ExtensionType.SupportedVersions, RawExtensions.Versions(0x0304, 0x0303));
            hello.Set(ExtensionType.PskKeyExchangeModes, RawExtensions.PskModes(1));
            hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares((mode & 4) != 0 ? [] : [RawExtensions.KeyShareEntry(RawExtensions.X25519, share.Public)]));
        }
        HelloEdits.Apply(hello, edits.Where(static edit => edit.IsOfHello));
        MessageEdits edited = MessageEdits.Apply(hello.Encode(), edits.Where(static edit => !edit.IsOfHello && edit.Kind % 16 is < 6 or 10));
        byte[] message = edited.Message ?? [];
        return [.. message.Chunk(Math.Max(edited.FragmentLength, 32)).SelectMany(static fragment => (byte[])[22, 3, 1, .. RawHello.U16(fragment.Length), .. fragment])];
    }
}
