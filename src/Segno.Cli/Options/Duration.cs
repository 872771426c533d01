using System.Globalization;

namespace Segno.Cli.Options;

/// <summary>Durations as people type them: <c>90s</c>, <c>30m</c>, <c>1h</c>, <c>2d</c>, or several together as in <c>1h30m</c>.</summary>
internal static class Duration
{
    private const long MaxSeconds = 365 * 86_400;
    private const string Hint = "write a number with a unit, such as 90s, 30m, 1h or 2d";

    /// <exception cref="FormatException">It is none, or longer than 365 days.</exception>
    public static TimeSpan Parse(string text)
    {
        long seconds = 0;
        ReadOnlySpan<char> rest = text;
        if (rest.IsEmpty)
            throw new FormatException($"an empty duration; {Hint}.");
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                throw new FormatException($"'{text}' is no duration; {Hint}.");
            int secondsPerUnit = SecondsPerUnit(rest[digits]) ?? throw new FormatException($"'{text}' is no duration; {Hint}.");
            seconds += (long)number * secondsPerUnit;
            if (seconds > MaxSeconds)
                throw new FormatException($"'{text}' is longer than 365 days.");
            rest = rest[(digits + 1)..];
        }
        return TimeSpan.FromSeconds(seconds);
    }

    private static int? SecondsPerUnit(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => null,
    };
}
