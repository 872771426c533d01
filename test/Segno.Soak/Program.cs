using System.Diagnostics;
using Segno.Soak;
using Segno.Soak.Measures;

try
{
    SoakOptions options = SoakOptions.Parse(args);
    Console.WriteLine(FormattableString.Invariant($"Soak: {options.Handshakes:N0} handshakes, seed {options.Seed}, {options.Workers} workers."));
    using PoolRents rents = new(options.Trace);
    rents.RequireThatItCounts();
    Stopwatch watch = Stopwatch.StartNew();
    if (options.Handshakes > 0)
    {
        await new SoakRun(options, rents).RunAsync();
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"{process.TotalProcessorTime.TotalMilliseconds / options.Handshakes:F2} ms of CPU a handshake, both sides."));
    }
    if (options.Idle > 0)
        await new IdleRun(options, rents).RunAsync();
    Console.WriteLine(FormattableString.Invariant($"soak: {options.Handshakes:N0} handshakes and {options.Idle:N0} idle connections passed in {watch.Elapsed:hh\\:mm\\:ss}"));
    return 0;
}
catch (Exception e) when (e is SoakException or ArgumentException)
{
    Console.Error.WriteLine($"soak: {e.Message}");
    return 1;
}
