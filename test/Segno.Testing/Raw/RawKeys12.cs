using System.Security.Cryptography;

namespace Segno.Testing.Raw;

/// <summary>The keys of a TLS 1.2 AES-128-GCM connection (RFC 5246 §6.3, RFC 5288 §3).</summary>
internal sealed record RawKeys12(byte[] ClientKey, byte[] ServerKey, byte[] ClientSalt, byte[] ServerSalt)
{
    public static RawKeys12 Derive(byte[] master, byte[] clientRandom, byte[] serverRandom)
    {
        byte[] block = RawCrypto.Prf(master, "key expansion", [.. serverRandom, .. clientRandom], 40);
        return new RawKeys12(block[..16], block[16..32], block[32..36], block[36..]);
    }

    /// <summary>With a session hash: RFC 7627 §4; without: RFC 5246 §8.1.</summary>
    public static byte[] MasterSecret(byte[] premaster, byte[]? sessionHash, byte[] clientRandom, byte[] serverRandom) => sessionHash is null
        ? RawCrypto.Prf(premaster, "master secret", [.. clientRandom, .. serverRandom], 48)
        : RawCrypto.Prf(premaster, "extended master secret", sessionHash, 48);

    public static byte[] VerifyData(byte[] master, string label, byte[] transcript) => RawCrypto.Prf(master, label, SHA256.HashData(transcript), 12);
}
