using System.Collections.Concurrent;

namespace Segno.Testing;

/// <summary>Calls of slow services that nobody waits for, so that a test can: what a connection keeps, it keeps in the background.</summary>
internal sealed class PendingCalls
{
    /// <summary>A service that never answers must not stop a test that does not care.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Task, byte> _calls = new();

    /// <summary>Remembers a call until it is done.</summary>
    public T Add<T>(T call)
        where T : Task
    {
        _calls.TryAdd(call, 0);
        call.ContinueWith(done => _calls.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return call;
    }

    /// <summary>Ends when the calls of now have ended.</summary>
    public Task WhenQuietAsync() => Task.WhenAny(Task.WhenAll(_calls.Keys), Task.Delay(s_patience));
}
