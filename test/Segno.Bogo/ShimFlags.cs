using System.Globalization;

namespace Segno.Bogo;

/// <summary>The flags of one connection, as the runner gives them. Those that are not named here stand for something that Segno does not have.</summary>
internal sealed class ShimFlags
{
    private static readonly HashSet<string> s_switches =
    [
        "server", "ipv6", "async", "implicit-handshake", "verify-peer", "verify-fail", "require-any-client-certificate", "use-custom-verify-callback",
        "reverify-on-resume", "expect-verify-result", "expect-session-miss", "expect-no-session", "expect-ticket-renewal", "expect-session-id",
        "expect-no-session-id", "expect-hrr", "expect-no-hrr", "expect-extended-master-secret", "check-close-notify", "shim-shuts-down",
        "shim-writes-first", "use-early-callback", "fail-early-callback", "fail-cert-callback", "send-alert", "use-export-context",
        "read-with-unfinished-write", "no-op-extra-handshake", "use-ticket-callback", "renew-ticket", "no-ticket", "no-tls1", "no-tls11", "no-tls12",
        "no-tls13", "key-update", "decline-alpn", "reject-alpn", "expect-secure-renegotiation", "export-traffic-secrets", "enforce-rsa-key-usage",
        "use-ocsp-callback", "enable-ocsp-stapling", "expect-no-offer-early-data", "fail-ocsp-callback", "set-ocsp-in-callback", "decline-ocsp-callback", "enable-signed-cert-timestamps",
    ];

    private static readonly HashSet<string> s_valued =
    [
        "port", "shim-id", "key-file", "cert-file", "trust-cert", "resume-count", "export-keying-material", "export-context", "export-label",
        "min-version", "max-version", "cipher", "host-name", "advertise-alpn", "expect-alpn", "select-alpn", "expect-advertised-alpn",
        "expect-server-name", "expect-peer-signature-algorithm", "expect-curve-id", "expect-peer-cert-file", "expect-version", "expect-cipher",
        "expect-cipher-aes", "expect-cipher-no-aes", "resumption-delay", "max-cert-list", "read-size", "curves", "verify-prefs", "signing-prefs",
        "expect-peer-verify-pref", "ocsp-response", "expect-ocsp-response", "signed-cert-timestamps", "expect-signed-cert-timestamps", "use-client-ca-list", "expect-client-ca-list", "expect-certificate-types", "expect-msg-callback", "expect-early-data-reason",
    ];

    private readonly HashSet<string> _set = [];
    private readonly Dictionary<string, List<string>> _values = [];

    /// <summary>The flags of the first connection, and of those that follow.</summary>
    public static (ShimFlags Initial, ShimFlags Resume) Parse(string[] arguments)
    {
        ShimFlags initial = new();
        ShimFlags resume = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i].TrimStart('-');
            ShimFlags[] targets = Targets(ref name, initial, resume);
            if (s_switches.Contains(name))
            {
                foreach (ShimFlags target in targets)
                    target._set.Add(name);
            }
            else if (s_valued.Contains(name) && i + 1 < arguments.Length)
            {
                string value = arguments[++i];
                foreach (ShimFlags target in targets)
                    target.Add(name, value);
            }
            else
            {
                throw ShimException.Unimplemented(arguments[i]);
            }
        }
        return (initial, resume);
    }

    public bool Has(string name) => s_switches.Contains(name) ? _set.Contains(name) : throw new ArgumentException(name);

    public string? Text(string name) => Values(name) is [.., string last] ? last : null;

    public int? Number(string name) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public IReadOnlyList<int> Numbers(string name) => [.. Values(name).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    private List<string> Values(string name) =>
        !s_valued.Contains(name) ? throw new ArgumentException(name) : _values.TryGetValue(name, out List<string>? values) ? values : [];

    private void Add(string name, string value)
    {
        if (!_values.TryGetValue(name, out List<string>? values))
            _values.Add(name, values = []);
        values.Add(value);
    }

    private static ShimFlags[] Targets(ref string name, ShimFlags initial, ShimFlags resume)
    {
        if (Strip(ref name, "on-shim-"))
            return [initial, resume];
        if (Strip(ref name, "on-initial-"))
            return [initial];
        if (Strip(ref name, "on-resume-"))
            return [resume];
        // A retry follows refused early data, which Segno does not send.
        if (Strip(ref name, "on-retry-"))
            return [];
        return [initial, resume];
    }

    private static bool Strip(ref string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        name = name[prefix.Length..];
        return true;
    }
}
