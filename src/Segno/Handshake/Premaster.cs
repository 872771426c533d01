using Segno.Crypto;

namespace Segno.Handshake;

/// <summary>From premaster secret to master secret, in one of two ways.</summary>
internal static class Premaster
{
    /// <summary>RFC 7627 §4 with extended_master_secret, over the transcript up to ClientKeyExchange; RFC 5246 §8.1 without.</summary>
    public static SecretBuffer ToMasterSecret(
        HandshakeFacts facts, HandshakeTranscript transcript, ReadOnlySpan<byte> premaster, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom)
    {
        if (!facts.ExtendedMasterSecret)
            return Prf12.MasterSecret(facts.Suite.Hash, premaster, clientRandom, serverRandom);
        Span<byte> sessionHash = stackalloc byte[facts.Suite.HashLength];
        transcript.Current(sessionHash);
        return Prf12.ExtendedMasterSecret(facts.Suite.Hash, premaster, sessionHash);
    }
}
