using System.Security.Cryptography;
using System.Text;

namespace Segno.Testing.Raw;

/// <summary>
/// The key derivations of both versions for SHA-256, written a second time from the RFCs: a peer that shared Segno's code would share
/// its mistakes.
/// </summary>
internal static class RawCrypto
{
    public const int HashLength = 32;

    public static byte[] Zeros { get; } = new byte[HashLength];

    /// <summary>RFC 8446 §7.1.</summary>
    public static byte[] ExpandLabel(byte[] secret, string label, byte[] context, int length)
    {
        byte[] info = [.. RawHello.U16(length), .. RawHello.Vector8(Encoding.ASCII.GetBytes("tls13 " + label)), .. RawHello.Vector8(context)];
        return HKDF.Expand(HashAlgorithmName.SHA256, secret, length, info);
    }

    public static byte[] DeriveSecret(byte[] secret, string label, byte[] messages) => ExpandLabel(secret, label, SHA256.HashData(messages), HashLength);

    public static byte[] Extract(byte[] salt, byte[] key) => HKDF.Extract(HashAlgorithmName.SHA256, key, salt);

    public static byte[] FinishedKey(byte[] secret) => ExpandLabel(secret, "finished", [], HashLength);

    /// <summary>A binder over what comes before it (RFC 8446 §4.2.11.2).</summary>
    public static byte[] Binder(byte[] psk, byte[] messages, string label = "res binder")
    {
        byte[] binderKey = DeriveSecret(Extract(Zeros, psk), label, []);
        return HMACSHA256.HashData(FinishedKey(binderKey), SHA256.HashData(messages));
    }

    /// <summary>message_hash in place of the first ClientHello (RFC 8446 §4.4.1).</summary>
    public static byte[] MessageHash(byte[] hello) => RawHello.Message(Segno.Wire.HandshakeType.MessageHash, SHA256.HashData(hello));

    /// <summary>RFC 5246 §5.</summary>
    public static byte[] Prf(byte[] secret, string label, byte[] seed, int length)
    {
        byte[] labelled = [.. Encoding.ASCII.GetBytes(label), .. seed];
        List<byte> output = [];
        byte[] a = labelled;
        while (output.Count < length)
        {
            a = HMACSHA256.HashData(secret, a);
            output.AddRange(HMACSHA256.HashData(secret, (byte[])[.. a, .. labelled]));
        }
        return [.. output.Take(length)];
    }
}
