using Segno.Crypto;

namespace Segno.Fuzz.Flights;

/// <summary>A key share that is the same in every run.</summary>
internal sealed class X25519Share
{
    private readonly byte[] _private = [.. Enumerable.Repeat((byte)0x42, Sodium.X25519KeyLength)];

    public X25519Share()
    {
        Public = new byte[Sodium.X25519KeyLength];
        Sodium.X25519PublicKey(_private, Public);
    }

    public byte[] Public { get; }

    /// <summary>The shared secret; zeros for a key that has none.</summary>
    public byte[] Agree(ReadOnlySpan<byte> peer)
    {
        byte[] secret = new byte[Sodium.X25519KeyLength];
        if (peer.Length == secret.Length)
            Sodium.TryX25519(_private, peer, secret);
        return secret;
    }
}
