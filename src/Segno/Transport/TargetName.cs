using System.Globalization;
using System.Net;

namespace Segno.Transport;

/// <summary>The name of a server as an application writes it, in the one form that certificates, server_name and session keys are compared in.</summary>
internal static class TargetName
{
    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = false };

    /// <summary>Lower case, without one trailing dot, IDN in its ASCII form (RFC 6066 §3); an address without brackets, in its usual form.</summary>
    /// <exception cref="ArgumentException">It is no name.</exception>
    public static string Normalise(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        string bare = name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;
        if (IPAddress.TryParse(bare, out IPAddress? address) && (bare.Contains(':', StringComparison.Ordinal) || bare.Count(c => c == '.') == 3))
            return address.ToString();
        string trimmed = name.EndsWith('.') ? name[..^1] : name;
        try
        {
            return s_idn.GetAscii(trimmed).ToLowerInvariant();
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"'{name}' is no server name: give a DNS name or an IP address.", nameof(name), e);
        }
    }
}
