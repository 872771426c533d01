using System.Diagnostics;
using Segno.Soak;
using Segno.Soak.Measures;

try
{
    SoakOptions options = SoakOptions.Parse(args);
    Console.WriteLine(FormattableString.Invariant($"Soak: {options.Handshakes:N0} handshakes, seed {options.Seed}, {options.Workers} workers."));
    using PoolRents rents = new();
    Stopwatch watch = Stopwatch.StartNew();
    await new SoakRun(options, rents).RunAsync();
    using Process process = Process.GetCurrentProcess();
    Console.WriteLine(FormattableString.Invariant(
        $"soak: {options.Handshakes:N0} handshakes passed in {watch.Elapsed:hh\\:mm\\:ss}, {process.TotalProcessorTime.TotalMilliseconds / options.Handshakes:F2} ms of CPU each"));
    return 0;
}
catch (Exception e) when (e is SoakException or ArgumentException)
{
    Console.Error.WriteLine($"soak: {e.Message}");
    return 1;
}
