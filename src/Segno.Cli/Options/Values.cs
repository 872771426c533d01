using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Segno.Cli.Options;

/// <summary>The values of the options, from text. Each throws a <see cref="FormatException"/> that says what may be written.</summary>
internal static class Values
{
    public static SslProtocols Tls(IReadOnlyList<string> texts)
    {
        SslProtocols versions = SslProtocols.None;
        foreach (string text in texts.SelectMany(List))
        {
            versions |= text switch
            {
                "1.2" => SslProtocols.Tls12,
                "1.3" => SslProtocols.Tls13,
                _ => throw new FormatException($"'{text}' is no version that Segno speaks; write 1.2 or 1.3."),
            };
        }
        return versions;
    }

    public static PskKeyExchangeModes PskModes(string text)
    {
        PskKeyExchangeModes modes = PskKeyExchangeModes.None;
        foreach (string mode in List(text))
        {
            modes |= mode switch
            {
                "dhe" => PskKeyExchangeModes.DheKe,
                "ke" => PskKeyExchangeModes.Ke,
                _ => throw new FormatException($"'{mode}' is no PSK mode; write dhe, ke, or dhe,ke."),
            };
        }
        return modes == PskKeyExchangeModes.None ? throw new FormatException("no mode given; write dhe, ke, or dhe,ke.") : modes;
    }

    public static IReadOnlyList<SslApplicationProtocol> Alpn(string text)
    {
        List<SslApplicationProtocol> protocols = [];
        foreach (string name in List(text))
        {
            // RFC 7301 §3.1: 1 to 255 bytes.
            if (Encoding.UTF8.GetByteCount(name) > 255)
                throw new FormatException("a protocol name has at most 255 bytes.");
            protocols.Add(new SslApplicationProtocol(name));
        }
        return protocols;
    }

    public static Toggle OnOff(string text) => text switch
    {
        "on" => Toggle.On,
        "off" => Toggle.Off,
        _ => throw new FormatException($"'{text}' is neither on nor off."),
    };

    /// <summary>How many session IDs are kept; 0 for off.</summary>
    public static int SessionIds(string text)
    {
        if (text == "off")
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= 100_000_000
            ? count
            : throw new FormatException($"'{text}' is neither off nor a number of sessions up to 100000000.");
    }

    public static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 1_000_000
            ? count
            : throw new FormatException($"'{text}' is no number of connections from 1 to 1000000.");

    public static ClientCertificateMode ClientAuth(string text) => text switch
    {
        "require" => ClientCertificateMode.Required,
        "optional" => ClientCertificateMode.Optional,
        _ => throw new FormatException($"'{text}' is neither require nor optional."),
    };

    public static Expectation Expect(string text) => text switch
    {
        "resumed" => Expectation.Resumed,
        "full" => Expectation.Full,
        _ => throw new FormatException($"'{text}' is neither resumed nor full."),
    };

    /// <summary>Text to send, in which \r, \n, \t, \0 and \\ mean what they mean in C.</summary>
    public static byte[] Escaped(string text)
    {
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            i++;
            _ = text[i] switch
            {
                'r' => result.Append('\r'),
                'n' => result.Append('\n'),
                't' => result.Append('\t'),
                '0' => result.Append('\0'),
                '\\' => result.Append('\\'),
                // Not one of ours: as it was typed.
                char other => result.Append('\\').Append(other),
            };
        }
        return Encoding.UTF8.GetBytes(result.ToString());
    }

    private static IEnumerable<string> List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A value of an option. Not a bool: the parser takes such an option for a flag, which has no value.</summary>
internal enum Toggle
{
    Off,
    On,
}

/// <summary>What <c>--expect</c> asks of connections.</summary>
internal enum Expectation
{
    /// <summary>Nothing: none is judged.</summary>
    None,
    Resumed,
    Full,
}
