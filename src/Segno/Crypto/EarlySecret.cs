using System.Security.Cryptography;

namespace Segno.Crypto;

// RFC 8446 §7.1. Extract takes its salt from above and its input keying material from the left:
//
//             0
//             |
//             v
//   PSK ->  HKDF-Extract = Early Secret
//             |
//             +-----> Derive-Secret(., "ext binder" | "res binder", "")
//             |                     = binder_key
//             |
//             +-----> Derive-Secret(., "c e traffic", ClientHello)
//             |                     = client_early_traffic_secret
//             |
//             +-----> Derive-Secret(., "e exp master", ClientHello)
//             |                     = early_exporter_master_secret
//             v
//       Derive-Secret(., "derived", "")
//             |
//             v
//   (EC)DHE -> HKDF-Extract = Handshake Secret                        HandshakeSecret.cs
//             |
//             +-----> Derive-Secret(., "c hs traffic", ClientHello...ServerHello)
//             |                     = client_handshake_traffic_secret
//             |
//             +-----> Derive-Secret(., "s hs traffic", ClientHello...ServerHello)
//             |                     = server_handshake_traffic_secret
//             v
//       Derive-Secret(., "derived", "")
//             |
//             v
//   0 -> HKDF-Extract = Master Secret                                 MasterSecret.cs
//             |
//             +-----> Derive-Secret(., "c ap traffic", ClientHello...server Finished)
//             |                     = client_application_traffic_secret_0
//             |
//             +-----> Derive-Secret(., "s ap traffic", ClientHello...server Finished)
//             |                     = server_application_traffic_secret_0
//             |
//             +-----> Derive-Secret(., "exp master", ClientHello...server Finished)
//             |                     = exporter_master_secret
//             |
//             +-----> Derive-Secret(., "res master", ClientHello...client Finished)
//                                   = resumption_master_secret

/// <summary>The Early Secret: the first step of the key schedule, in which a PSK is mixed (RFC 8446 §7.1).</summary>
/// <remarks>A step is used up by <see cref="Advance"/>, which zeroes it. Not safe for concurrent use.</remarks>
internal sealed class EarlySecret : IDisposable
{
    private readonly HashAlgorithmName _hash;

    /// <summary>Null without a PSK: then all of it is constant.</summary>
    private readonly SecretBuffer? _secret;
    private bool _gone;

    private EarlySecret(HashAlgorithmName hash, SecretBuffer? secret)
    {
        _hash = hash;
        _secret = secret;
    }

    private ReadOnlySpan<byte> Secret
    {
        get
        {
            ObjectDisposedException.ThrowIf(_gone, this);
            return _secret is null ? KeyScheduleConstants.Of(_hash).EarlySecretWithoutPsk : _secret.Span;
        }
    }

    /// <summary>With a resumption PSK, which is borrowed for the call.</summary>
    public static EarlySecret FromPsk(HashAlgorithmName hash, ReadOnlySpan<byte> psk)
    {
        KeyScheduleConstants constants = KeyScheduleConstants.Of(hash);
        SecretBuffer secret = new(constants.HashLength);
        HkdfLabel.Extract(hash, constants.Zeros, psk, secret.Span);
        return new EarlySecret(hash, secret);
    }

    /// <summary>Without a PSK: constant for a hash, and costs nothing.</summary>
    public static EarlySecret WithoutPsk(HashAlgorithmName hash) => new(hash, null);

    /// <summary>Whether a binder of a resumption PSK is right; in constant time (RFC 8446 §4.2.11.2).</summary>
    /// <remarks><paramref name="transcriptHash"/>: over the hello up to, not including, the list of binders.</remarks>
    public bool VerifyBinder(ReadOnlySpan<byte> transcriptHash, ReadOnlySpan<byte> binder)
    {
        Span<byte> binderKey = stackalloc byte[HashLengths.Max];
        binderKey = binderKey[..HashLengths.Of(_hash)];
        DeriveBinderKey(binderKey);
        bool right = TrafficSecrets.VerifyFinished(_hash, binderKey, transcriptHash, binder);
        CryptographicOperations.ZeroMemory(binderKey);
        return right;
    }

    /// <summary>The binder of a resumption PSK: a Finished under its binder_key (RFC 8446 §4.2.11.2).</summary>
    /// <remarks>
    /// <paramref name="transcriptHash"/>: over the hello up to, not including, the list of binders.
    /// <paramref name="binder"/>: exactly the hash's length.
    /// </remarks>
    public void ComputeBinder(ReadOnlySpan<byte> transcriptHash, Span<byte> binder)
    {
        Span<byte> binderKey = stackalloc byte[HashLengths.Max];
        binderKey = binderKey[..HashLengths.Of(_hash)];
        DeriveBinderKey(binderKey);
        TrafficSecrets.FinishedVerifyData(_hash, binderKey, transcriptHash, binder);
        CryptographicOperations.ZeroMemory(binderKey);
    }

    /// <summary>client_early_traffic_secret, over the ClientHello; the caller owns it.</summary>
    public SecretBuffer ClientEarlyTrafficSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, Secret, "c e traffic"u8, transcriptHash);

    /// <summary>early_exporter_master_secret, over the ClientHello; the caller owns it.</summary>
    public SecretBuffer EarlyExporterMasterSecret(ReadOnlySpan<byte> transcriptHash) =>
        HkdfLabel.DeriveSecret(_hash, Secret, "e exp master"u8, transcriptHash);

    /// <summary>The next step; this one is zeroed.</summary>
    /// <remarks><paramref name="sharedSecret"/>: the (EC)DHE secret, borrowed for the call; empty with psk_ke, for which zeros stand in.</remarks>
    public HandshakeSecret Advance(ReadOnlySpan<byte> sharedSecret)
    {
        KeyScheduleConstants constants = KeyScheduleConstants.Of(_hash);
        ReadOnlySpan<byte> keyingMaterial = sharedSecret.IsEmpty ? constants.Zeros : sharedSecret;
        SecretBuffer next = new(constants.HashLength);
        if (_secret is null)
        {
            ObjectDisposedException.ThrowIf(_gone, this);
            HkdfLabel.Extract(_hash, constants.DerivedWithoutPsk, keyingMaterial, next.Span);
        }
        else
        {
            KeyScheduleStep.Extract(_hash, Secret, keyingMaterial, next.Span);
        }
        Dispose();
        return new HandshakeSecret(_hash, next);
    }

    public void Dispose()
    {
        _gone = true;
        _secret?.Dispose();
    }
    private void DeriveBinderKey(Span<byte> binderKey) =>
        HkdfLabel.Expand(_hash, Secret, "res binder"u8, KeyScheduleConstants.Of(_hash).EmptyHash, binderKey);
}
