using Segno.Crypto;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Negotiation;

/// <summary>The server's choice of a cipher suite (RFC 8446 §4.1.1, RFC 5246 §7.4.1.3).</summary>
internal static class CipherSuiteNegotiation
{
    /// <summary>The most preferred suite of <paramref name="version"/> that the client offers and that <paramref name="usable"/> lets through; null if there is none.</summary>
    /// <remarks>A client whose first choice is ChaCha20-Poly1305 has no AES instructions: with <paramref name="preferClientChaCha"/> it gets it if we have it.</remarks>
    public static CipherSuite? Choose(
        IReadOnlyList<CipherSuite> preferred, UInt16List offered, ProtocolVersion version, bool preferClientChaCha, Func<CipherSuite, bool>? usable = null)
    {
        bool chaChaFirst = preferClientChaCha && ClientPrefersChaCha(offered, version);
        CipherSuite? best = null;
        foreach (CipherSuite suite in preferred)
        {
            if (suite.Version != version || !offered.Contains((ushort)suite.Code) || (usable is not null && !usable(suite)))
                continue;
            if (!chaChaFirst || suite.Aead == AeadAlgorithm.ChaCha20Poly1305)
                return suite;
            best ??= suite;
        }
        return best;
    }

    private static bool ClientPrefersChaCha(UInt16List offered, ProtocolVersion version)
    {
        foreach (ushort code in offered)
        {
            if (CipherSuite.Find((System.Net.Security.TlsCipherSuite)code) is { } suite && suite.Version == version)
                return suite.Aead == AeadAlgorithm.ChaCha20Poly1305;
        }
        return false;
    }
}
