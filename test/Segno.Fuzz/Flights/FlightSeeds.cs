namespace Segno.Fuzz.Flights;

/// <summary>One edit of each kind, spread over the flights and their messages.</summary>
internal static class FlightSeeds
{
    private const int MessageKinds = 16;
    private const int HelloKinds = 20;

    public static IEnumerable<(string Name, byte[] Input)> Edited(IReadOnlyList<(string Name, byte Options, byte Mode)> flights)
    {
        for (int i = 0; i < MessageKinds + HelloKinds; i++)
        {
            (string name, byte options, byte mode) = flights[i % flights.Count];
            bool ofHello = i >= MessageKinds;
            byte kind = (byte)(ofHello ? 128 + i - MessageKinds : i);
            byte step = (byte)(ofHello ? 0 : i % 6);
            yield return ($"{name}-{(ofHello ? "hello" : "message")}-{kind:x2}", [options, mode, step, kind, 0, 3, 2, 3, 0, 1, 2]);
        }
        foreach ((string name, byte options, byte mode) in flights.Where(flight => (flight.Mode & 2) != 0))
        {
            for (byte i = 0; i < 9; i++)
                yield return ($"{name}-psk-{i:x2}", [options, mode, 0, PskEdits.Kind, 0, 20, i, 3, 0, 1, 2]);
        }
    }
}
