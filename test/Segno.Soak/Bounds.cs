using Segno.Soak.Measures;

namespace Segno.Soak;

/// <summary>What may not be passed, whatever the peers do. The first report is what the process takes when everything is warm and every store is full.</summary>
internal sealed class Bounds(Fleet fleet, MeterTally meter, PoolRents rents, long secretsBefore)
{
    public const long HeapGrowth = 4 * 1024 * 1024;
    public const long WorkingSetGrowth = 96 * 1024 * 1024;
    public const int HandleGrowth = 16;
    public const int ThreadGrowth = 32;

    private Vitals? _warm;

    /// <summary>Between two rounds, where no connection is: what must be exact is exact.</summary>
    public void CheckCounts()
    {
        foreach (Party party in fleet.ServerParties.Concat(fleet.ClientParties))
            party.Check();
        List<TlsStatistics> all = [.. fleet.ServerParties.Concat(fleet.ClientParties).Select(party => party.Statistics)];
        long done = all.Sum(s => s.Full + s.SessionId + s.Ticket + s.PskDhe + s.Psk);
        Require("segno.handshakes", done);
        Require("segno.handshake.duration", done);
        Require("segno.handshake.failures", all.Sum(s => s.Failed));
        Require("segno.resumption.declined", all.Sum(s => s.Declines.Values.Sum()));
        Require("segno.connections", 0);

        foreach (InMemorySessionStore cache in fleet.Caches)
        {
            if (cache.Count > Fleet.CacheEntries || cache.BytesUsed > Fleet.CacheBytes)
                throw new SoakException($"A server's cache has {cache.Count} sessions in {cache.BytesUsed} bytes; {Fleet.CacheEntries} and {Fleet.CacheBytes} are its bounds.");
        }
        foreach (InMemoryClientSessionStore store in fleet.Stores)
        {
            if (store.Count > Fleet.StoreSessions || store.BytesUsed > Fleet.StoreBytes)
                throw new SoakException($"A client's store has {store.Count} sessions in {store.BytesUsed} bytes; {Fleet.StoreSessions} and {Fleet.StoreBytes} are its bounds.");
        }
    }

    /// <summary>What is left of connections that are over.</summary>
    public void CheckVitals(Vitals now)
    {
        if (now.Rents != 0)
            throw new SoakException($"{now.Rents} arrays of the pools were not given back. {rents.Renters}");
        if (now.SecretArrays != 0)
            throw new SoakException($"{now.SecretArrays} arrays for secrets were not given back.");
        if (now.Secrets - secretsBefore != fleet.SecretsHeld)
            throw new SoakException($"{now.Secrets - secretsBefore} secrets live; ticket keys and sessions are {fleet.SecretsHeld}.");
        if (_warm is not { } warm)
        {
            _warm = now;
            return;
        }
        Require("The managed heap", now.HeapBytes, warm.HeapBytes + HeapGrowth);
        Require("The working set", now.WorkingSetBytes, warm.WorkingSetBytes + WorkingSetGrowth);
        Require("The number of handles", now.Handles, warm.Handles + HandleGrowth);
        Require("The number of threads", now.Threads, warm.Threads + ThreadGrowth);
    }

    private void Require(string instrument, long counted)
    {
        if (meter[instrument] != counted)
            throw new SoakException($"The meter's {instrument} says {meter[instrument]}; it should say {counted}.");
    }

    private static void Require(string what, long value, long bound)
    {
        if (value > bound)
            throw new SoakException($"{what} grew to {value}; {bound} is the bound.");
    }
}
