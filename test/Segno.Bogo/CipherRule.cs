using System.Net.Security;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Bogo;

/// <summary>The few words of OpenSSL's language for cipher suites that tests of TLS 1.2 use (-cipher).</summary>
internal static class CipherRule
{
    public static IReadOnlyList<TlsCipherSuite>? Parse(string? rule)
    {
        if (rule is null)
            return null;
        List<CipherSuite> chosen = [];
        foreach (string word in rule.Split([':', '|', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is "DEFAULT" or "ALL")
                Add(chosen, CipherSuite.Supported.Where(suite => suite.Version == ProtocolVersion.Tls12));
            else if (word is "!AES")
                chosen.RemoveAll(suite => suite.Aead != AeadAlgorithm.ChaCha20Poly1305);
            else
                Add(chosen, CipherSuite.Supported.Where(suite => suite.Code.ToString() == word));
        }
        // TLS 1.3 has suites of its own, which the language does not reach.
        return [.. CipherSuite.Supported.Where(suite => suite.Version == ProtocolVersion.Tls13).Concat(chosen).Select(suite => suite.Code)];
    }

    private static void Add(List<CipherSuite> chosen, IEnumerable<CipherSuite> suites) => chosen.AddRange(suites.Where(suite => !chosen.Contains(suite)));
}
