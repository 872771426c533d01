using System.Collections.Concurrent;

namespace Segno.Soak;

/// <summary>One server or client, with what the soak itself counted of it: held against what the engine counts.</summary>
internal sealed class Party(string name, Func<TlsStatistics> statistics)
{
    private readonly long[] _kinds = new long[Enum.GetValues<ResumptionKind>().Length];
    private readonly ConcurrentDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private long _started;

    public string Name { get; } = name;

    public long Started => Interlocked.Read(ref _started);

    public TlsStatistics Statistics => statistics();

    /// <summary>Runs one side of a handshake.</summary>
    /// <returns>The connection; null if the handshake failed in a way in which it may.</returns>
    public async Task<TlsStream?> RunAsync(Func<ValueTask<TlsStream>> handshake, bool mayFail)
    {
        Interlocked.Increment(ref _started);
        try
        {
            TlsStream stream = await handshake();
            Interlocked.Increment(ref _kinds[(int)stream.Info.Resumption.Kind]);
            return stream;
        }
        catch (Exception e) when (e is TlsException or IOException or OperationCanceledException)
        {
            string fault = e switch
            {
                TlsException failure => failure.Fault.Name,
                OperationCanceledException => "Cancelled",
                _ => "Transport",
            };
            _faults.AddOrUpdate(fault, 1, static (_, count) => count + 1);
            if (fault == nameof(TlsFaults.InternalFailure))
                throw new SoakException($"{Name} failed for a reason of its own: {e}");
            return mayFail ? null : throw new SoakException($"{Name} failed in an undisturbed handshake: {e}");
        }
    }

    /// <summary>Holds the engine's counts against ours.</summary>
    public void Check()
    {
        TlsStatistics said = Statistics;
        long[] kinds = [said.Full, said.SessionId, said.Ticket, said.PskDhe, said.Psk];
        foreach (ResumptionKind kind in Enum.GetValues<ResumptionKind>())
        {
            long counted = Interlocked.Read(ref _kinds[(int)kind]);
            if (kinds[(int)kind] != counted)
                throw new SoakException($"{Name} counts {kinds[(int)kind]} handshakes of the kind {kind}; there were {counted}.");
        }
        if (kinds.Sum() + said.Failed != Started)
            throw new SoakException($"{Name} counts {kinds.Sum()} handshakes done and {said.Failed} failed; {Started} were started.");
        foreach ((string fault, long counted) in _faults)
        {
            long sum = said.Faults.GetValueOrDefault(fault);
            if (sum != counted)
                throw new SoakException($"{Name} counts {sum} handshakes that failed by {fault}; there were {counted}.");
        }
        if (said.Faults.Values.Sum() != said.Failed)
            throw new SoakException($"{Name} counts {said.Failed} failures, but {said.Faults.Values.Sum()} by fault.");
    }
}
