using Segno.Fuzz.Differential;
using Segno.Fuzz.Flights;
using Segno.Fuzz.Harness;

namespace Segno.Fuzz.Targets;

/// <summary>
/// The same ClientHello to Segno and to OpenSSL, which SslStream drives: both answer alike, or the difference is one of those that
/// <see cref="KnownDifferences"/> gives a reason for. Input: versions, what the client does (<see cref="ClientHellos"/>), edits.
/// </summary>
internal sealed class DifferentialTarget : IFuzzTarget
{
    public static string Name => "differential";

    public static void Run(ReadOnlySpan<byte> input)
    {
        // There SslStream drives another library.
        if (OperatingSystem.IsWindows())
            return;
        FuzzInput reader = new(input);
        byte versions = (byte)(reader.Byte() & 3);
        byte mode = reader.Byte();
        byte[] sent = DifferentialHello.Make(mode, Edit.Read(ref reader));
        HelloAnswer segno = SegnoAnswer.To(sent, versions, out TlsException? reason);
        if (OpenSslAnswer.To(sent, versions) is not { } other)
            return;
        if (segno.Agrees(other) || KnownDifferences.Explains(sent, segno, reason, other))
            return;
        throw new FuzzFinding($"Segno: {segno} ({reason?.Message}); OpenSSL: {other}; the hello: {Convert.ToHexString(sent)}");
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        (string Name, byte Options, byte Mode)[] flights =
            [("tls13", 0, 0), ("tls13-retry", 0, 4), ("tls13-extensions", 2, 32), ("tls12", 0, 1), ("tls12-only", 1, 1), ("tls12-extensions", 1, 1 | 32), ("tls12-no-ems", 1, 1 | 16)];
        return [.. flights.Select(flight => (flight.Name, (byte[])[flight.Options, flight.Mode])), .. FlightSeeds.Edited(flights)];
    }
}
