using System.Text;

namespace Segno.Testing.Raw;

/// <summary>Bodies of extensions as a peer that means well would write them.</summary>
internal static class RawExtensions
{
    public const ushort P256 = 0x0017;
    public const ushort X25519 = 0x001d;
    public const ushort EcdsaP256Sha256 = 0x0403;

    public static byte[] ServerName(string name)
    {
        byte[] host = Encoding.ASCII.GetBytes(name);
        return RawHello.Vector16([0, .. RawHello.Vector16(host)]);
    }

    /// <summary>supported_versions of a ClientHello.</summary>
    public static byte[] Versions(params ushort[] versions) => RawHello.Vector8([.. versions.SelectMany(version => RawHello.U16(version))]);

    /// <summary>supported_groups or signature_algorithms.</summary>
    public static byte[] List16(params ushort[] values) => RawHello.Vector16([.. values.SelectMany(value => RawHello.U16(value))]);

    public static byte[] KeyShareEntry(ushort group, byte[] key) => [.. RawHello.U16(group), .. RawHello.Vector16(key)];

    /// <summary>key_share of a ClientHello.</summary>
    public static byte[] KeyShares(params byte[][] entries) => RawHello.Vector16([.. entries.SelectMany(entry => entry)]);

    public static byte[] PskModes(params byte[] modes) => RawHello.Vector8(modes);

    /// <summary>pre_shared_key of a ClientHello, as it is told: counts and lengths may lie apart.</summary>
    public static byte[] PreSharedKey(IEnumerable<RawPsk> psks, IEnumerable<byte[]> binders) =>
    [
        .. RawHello.Vector16([.. psks.SelectMany(psk => (byte[])[.. RawHello.Vector16(psk.Identity), .. RawHello.U32(psk.Age)])]),
        .. RawHello.Vector16([.. binders.SelectMany(binder => RawHello.Vector8(binder))]),
    ];
}

/// <summary>What a client offers to resume with.</summary>
/// <param name="Identity">The ticket.</param>
/// <param name="Key">The PSK that belongs to it.</param>
/// <param name="Age">obfuscated_ticket_age.</param>
internal sealed record RawPsk(byte[] Identity, byte[] Key, uint Age);
