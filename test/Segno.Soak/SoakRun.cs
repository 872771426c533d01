using System.Diagnostics;
using Segno.Crypto;
using Segno.Soak.Measures;

namespace Segno.Soak;

/// <summary>
/// Handshakes in rounds. Within a round the clock stands still: who stalls, stands. At its end everybody else is done, the clock passes the
/// deadline, and nobody may be left.
/// </summary>
internal sealed class SoakRun(SoakOptions options, PoolRents rents)
{
    private const int RoundSize = 2000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Outcomes _outcomes = new();
    private int _next;
    private long _ended;

    public async Task RunAsync()
    {
        long secretsBefore = SecretBuffer.Outstanding;
        using MeterTally meter = new();
        using Loopback loopback = new();
        await using Fleet fleet = new();
        Bounds bounds = new(fleet, meter, rents, secretsBefore);
        Random time = new(options.Seed);
        Stopwatch sinceStart = Stopwatch.StartNew(), sinceReport = Stopwatch.StartNew();
        int reported = 0;
        while (_next < options.Handshakes)
        {
            int end = Math.Min(options.Handshakes, Math.Min(_next + RoundSize, (reported + options.Every)));
            await RunRoundAsync(fleet, loopback, end);
            bounds.CheckCounts();
            if (_next - reported == options.Every || _next == options.Handshakes)
            {
                Vitals vitals = await SettledAsync(fleet, secretsBefore);
                Report(fleet, vitals, (_next - reported) / sinceReport.Elapsed.TotalSeconds, sinceStart.Elapsed);
                bounds.CheckVitals(vitals);
                reported = _next;
                sinceReport.Restart();
            }
            // Now and then so long that every session expires and every ticket key has gone.
            fleet.Clock.Advance(time.Next(50) == 0 ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(time.Next(90)));
        }
        Console.WriteLine($"Simulated: {fleet.Clock.GetUtcNow() - fleet.Clock.Start}. {_outcomes}.");
        if (options.Handshakes >= 10_000)
            _outcomes.RequireAll();
    }

    /// <summary>Visits up to number <paramref name="end"/>; all of them are over when it returns.</summary>
    private async Task RunRoundAsync(Fleet fleet, Loopback loopback, int end)
    {
        List<Task> disturbed = [];
        Task[] workers = [.. Enumerable.Range(0, options.Workers).Select(_ => Task.Run(WorkAsync))];
        await WaitAsync(workers, "An undisturbed visit stands still.");
        await UntilNothingMovesAsync(disturbed);
        fleet.Clock.Advance(Fleet.HandshakeTimeout);
        await WaitAsync(disturbed, "A visit stands still beyond the deadline.");
        _next = end;

        async Task WorkAsync()
        {
            int number;
            while ((number = Interlocked.Increment(ref _next) - 1) < end)
            {
                Visit visit = new(fleet, loopback, SoakPlan.Make(options.Seed, number));
                Task running = RunVisitAsync(visit, number);
                if (!visit.Plan.IsDisturbed)
                {
                    await running;
                    continue;
                }
                lock (disturbed)
                    disturbed.Add(running);
            }
        }
    }

    private async Task RunVisitAsync(Visit visit, int number)
    {
        await Task.Yield();
        try
        {
            await visit.RunAsync();
            _outcomes.Add(visit);
            Interlocked.Increment(ref _ended);
        }
        catch (Exception e)
        {
            // The plan says how to come back to it: the same seed and number make the same.
            throw new SoakException($"Visit {number}, {visit.Plan}: {(e is SoakException ? e.Message : e)}");
        }
    }

    /// <summary>Waits for all; the first that fails ends the wait, whoever is stuck for want of it, and so does a minute in which no visit ended.</summary>
    private async Task WaitAsync(IReadOnlyCollection<Task> tasks, string otherwise)
    {
        List<Task> left = [.. tasks];
        while (left.Count > 0)
        {
            long before = Interlocked.Read(ref _ended);
            Task late = Task.Delay(s_patience);
            Task first = await Task.WhenAny([.. left, late]);
            if (first != late)
                await first;
            else if (Interlocked.Read(ref _ended) == before)
                throw new SoakException($"{otherwise} {left.Count} of {tasks.Count} are left.");
            left.RemoveAll(task => task.IsCompletedSuccessfully);
        }
    }

    /// <summary>Gives those that still go on the time for it.</summary>
    private static async Task UntilNothingMovesAsync(List<Task> tasks)
    {
        int left = -1, quiet = 0;
        while (quiet < 4)
        {
            int now = tasks.Count(task => !task.IsCompleted);
            quiet = now == left ? quiet + 1 : 0;
            left = now;
            if (now == 0)
                return;
            await Task.Delay(5);
        }
    }

    /// <summary>What a connection sends for the last time, it sends in the background: the last of them may still be at it.</summary>
    private async Task<Vitals> SettledAsync(Fleet fleet, long secretsBefore)
    {
        for (int i = 0; i < 200 && (rents.Outstanding != 0 || SecretBuffer.Outstanding - secretsBefore != fleet.SecretsHeld); i++)
            await Task.Delay(10);
        return Vitals.Take(rents);
    }

    private void Report(Fleet fleet, Vitals vitals, double rate, TimeSpan elapsed)
    {
        string caches = string.Join(" + ", fleet.Caches.Select(cache => FormattableString.Invariant($"{cache.Count} in {cache.BytesUsed / 1024} KiB")));
        Console.WriteLine(FormattableString.Invariant(
            $"{_next,9:N0} in {elapsed:hh\\:mm\\:ss}, {rate:F0}/s; {vitals}; caches {caches}; stores {fleet.Stores.Max(store => store.Count)} in {fleet.Stores.Max(store => store.BytesUsed) / 1024} KiB"));
    }
}
