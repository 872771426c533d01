using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Segno.Cli.Options;

/// <summary>A host and a port as typed: <c>example.org:443</c>, <c>192.0.2.1:443</c>, <c>[2001:db8::1]:443</c>.</summary>
/// <param name="Host">A DNS name or an IP address, an IPv6 one without its brackets.</param>
/// <param name="Port">The TCP port.</param>
internal sealed record HostPort(string Host, int Port)
{
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static HostPort Parse(string text) => Parse(text, minimumPort: 1);

    /// <param name="text">What was typed.</param>
    /// <param name="minimumPort">0 where the system may choose a port, else 1.</param>
    public static HostPort Parse(string text, int minimumPort)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || text.EndsWith(']'))
            throw new FormatException($"'{text}' has no port; write {text}:443.");
        string host = text[..colon];
        string port = text[(colon + 1)..];
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < minimumPort || number > 65_535)
            throw new FormatException($"'{port}' is no port; it is a number from {minimumPort} to 65535.");
        return new HostPort(ParseHost(host, text), number);
    }

    /// <summary>The form in which it is typed, with brackets where they are needed.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static string ParseHost(string host, string text)
    {
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            return IPAddress.TryParse(host[1..^1], out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
                ? host[1..^1]
                : throw new FormatException($"'{host}' is no IPv6 address in brackets.");
        }
        if (host.Contains(':', StringComparison.Ordinal))
            throw new FormatException($"'{text}' is ambiguous; write an IPv6 address in brackets, as in [::1]:443.");
        if (host.Length is 0 or > 255 || host.Any(c => char.IsWhiteSpace(c) || c is '/' or '@'))
            throw new FormatException($"'{text}' is no HOST:PORT; write a name or an address and a port, such as example.org:443.");
        return host;
    }
}
