using Segno.Crypto;
using Segno.Wire;

namespace Segno.Bogo;

/// <summary>
/// Signature schemes from flags. BoringSSL has a list to sign with and one to verify with, Segno has one for both: behind the schemes that are
/// given comes what the list that is not given needs to get through the handshake, so that the given ones are preferred.
/// </summary>
internal static class SchemePreferences
{
    // What the runner's own certificate, and the shim's by default, signs with.
    private static readonly SignatureScheme[] s_rsa = [SignatureScheme.RsaPssRsaeSha256, SignatureScheme.RsaPkcs1Sha256];

    /// <summary>The list; null for Segno's default.</summary>
    public static SignatureScheme[]? Of(ShimFlags flags)
    {
        IReadOnlyList<int> signs = flags.Numbers("signing-prefs");
        IReadOnlyList<int> verifies = flags.Numbers("verify-prefs");
        if (signs.Count + verifies.Count == 0)
            return null;
        SignatureScheme[] given = [.. signs.Concat(verifies).Select(code => (SignatureScheme)code).Where(Signatures.Supported.Contains)];
        IEnumerable<SignatureScheme> others = (IsServer: flags.Has("server"), Verifies: verifies.Count > 0) switch
        {
            // It signs with a key of which nothing is said.
            { IsServer: true, Verifies: true } => s_rsa,
            // It verifies the server's signature, by a key of another kind than its own or by the runner's.
            { IsServer: false, Verifies: false } => Signatures.Supported.Where(scheme => IsRsa(scheme) != given.Any(IsRsa)).Concat(s_rsa),
            _ => [],
        };
        return [.. given.Concat(others).Distinct()];
    }

    private static bool IsRsa(SignatureScheme scheme) => Signatures.Fits(scheme, SignatureKeyKind.Rsa, ProtocolVersion.Tls12);
}
