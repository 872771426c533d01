using System.Globalization;

namespace Segno.Soak;

/// <summary>What the command was told.</summary>
internal sealed record SoakOptions
{
    /// <summary>Handshakes to make, those that fail among them.</summary>
    public int Handshakes { get; init; } = 1_000_000;

    /// <summary>Decides every plan: the same seed, the same visits. Only their interleaving differs, and with one worker not even that.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Visits that run at once, those aside that stand still until the deadline.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>Handshakes between two lines of the report.</summary>
    public int Every { get; init; } = 50_000;

    /// <summary>Connections that idle at once; 0: none.</summary>
    public int Idle { get; init; } = 10_000;

    /// <summary>Whether whoever does not give an array back is named, at the price of a slow run.</summary>
    public bool Trace { get; init; }

    public static SoakOptions Parse(string[] arguments)
    {
        SoakOptions options = new();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] is "--help" or "-h")
                throw new ArgumentException("options, each with a number: --handshakes, --seed, --workers, --every, --idle, --trace (docs/load.md).");
            if (i + 1 == arguments.Length || !int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                throw new ArgumentException($"{arguments[i]} wants a number.");
            options = arguments[i] switch
            {
                "--handshakes" => options with { Handshakes = value },
                "--seed" => options with { Seed = value },
                "--workers" => options with { Workers = Math.Max(1, value) },
                "--every" => options with { Every = Math.Max(1, value) },
                "--idle" => options with { Idle = value },
                "--trace" => options with { Trace = value != 0 },
                _ => throw new ArgumentException($"{arguments[i]} is not known. Known: --handshakes, --seed, --workers, --every, --idle, --trace."),
            };
        }
        return options;
    }
}
