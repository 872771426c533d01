using System.Security.Cryptography;

namespace Segno.Testing.Raw;

/// <summary>The key schedule of RFC 8446 §7.1 for SHA-256, from transcripts as bytes.</summary>
internal sealed class RawSchedule13
{
    private byte[] _handshake = [];
    private byte[] _master = [];

    public byte[] ClientHandshake { get; private set; } = [];

    public byte[] ServerHandshake { get; private set; } = [];

    public byte[] ClientApplication { get; set; } = [];

    public byte[] ServerApplication { get; set; } = [];

    public byte[] Resumption { get; private set; } = [];

    /// <summary>exporter_master_secret.</summary>
    public byte[] Exporter { get; private set; } = [];

    /// <summary>After ServerHello.</summary>
    public void OnServerHello(byte[]? psk, byte[] shared, byte[] transcript)
    {
        byte[] early = RawCrypto.Extract(RawCrypto.Zeros, psk ?? RawCrypto.Zeros);
        _handshake = RawCrypto.Extract(RawCrypto.DeriveSecret(early, "derived", []), shared.Length == 0 ? RawCrypto.Zeros : shared);
        ClientHandshake = RawCrypto.DeriveSecret(_handshake, "c hs traffic", transcript);
        ServerHandshake = RawCrypto.DeriveSecret(_handshake, "s hs traffic", transcript);
    }

    /// <summary>After the server's Finished.</summary>
    public void OnServerFinished(byte[] transcript)
    {
        _master = RawCrypto.Extract(RawCrypto.DeriveSecret(_handshake, "derived", []), RawCrypto.Zeros);
        ClientApplication = RawCrypto.DeriveSecret(_master, "c ap traffic", transcript);
        ServerApplication = RawCrypto.DeriveSecret(_master, "s ap traffic", transcript);
        Exporter = RawCrypto.DeriveSecret(_master, "exp master", transcript);
    }

    /// <summary>After the client's Finished.</summary>
    public void OnClientFinished(byte[] transcript) => Resumption = RawCrypto.DeriveSecret(_master, "res master", transcript);

    public static byte[] VerifyData(byte[] secret, byte[] transcript) => HMACSHA256.HashData(RawCrypto.FinishedKey(secret), SHA256.HashData(transcript));

    /// <summary>The PSK of a ticket (RFC 8446 §4.6.1).</summary>
    public byte[] Psk(byte[] nonce) => RawCrypto.ExpandLabel(Resumption, "resumption", nonce, RawCrypto.HashLength);

    /// <summary>Exported keying material (RFC 8446 §7.5); without a context it is that of an empty one.</summary>
    public static byte[] Export(byte[] secret, string label, byte[] context, int length) =>
        RawCrypto.ExpandLabel(RawCrypto.DeriveSecret(secret, label, []), "exporter", SHA256.HashData(context), length);

    /// <summary>The next traffic secret (RFC 8446 §7.2).</summary>
    public static byte[] Next(byte[] secret) => RawCrypto.ExpandLabel(secret, "traffic upd", [], RawCrypto.HashLength);
}
