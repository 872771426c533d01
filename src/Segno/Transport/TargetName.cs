using System.Globalization;
using System.Net;
using System.Text;
using Segno.Wire.Extensions;

namespace Segno.Transport;

/// <summary>The name of a server as an application writes it, in the one form that certificates, server_name and session keys are compared in.</summary>
internal static class TargetName
{
    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = false };

    /// <summary>Lower case, without one trailing dot, IDN in its ASCII form (RFC 6066 §3); an address without brackets, in its usual form.</summary>
    /// <exception cref="ArgumentException">It is no name.</exception>
    public static string Normalise(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, nameof(TlsConnectOptions.ServerName));
        string bare = name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;
        if (IPAddress.TryParse(bare, out IPAddress? address) && (bare.Contains(':', StringComparison.Ordinal) || bare.Count(c => c == '.') == 3))
            return address.ToString();
        string trimmed = name.EndsWith('.') ? name[..^1] : name;
        try
        {
            string ascii = s_idn.GetAscii(trimmed).ToLowerInvariant();
            return ServerNameExtension.IsHostName(Encoding.ASCII.GetBytes(ascii)) ? ascii : throw NoName(name, null);
        }
        catch (ArgumentException e) when (e.ParamName != nameof(TlsConnectOptions.ServerName))
        {
            throw NoName(name, e);
        }
    }

#pragma warning disable CA2208 // The option is named, as the application knows it, not the parameter here.
    private static ArgumentException NoName(string name, Exception? inner) => new(
        $"'{name}' is no server name: give a DNS name or an IP address, without a scheme or port.", nameof(TlsConnectOptions.ServerName), inner);
#pragma warning restore CA2208
}
