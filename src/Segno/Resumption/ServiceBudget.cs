using Segno.Crypto;

namespace Segno.Resumption;

/// <summary>
/// How long a store or protector that the application gave may take. Resumption is an optimisation: one that is down, slow or throws is passed
/// over, and the handshake is full. What it does late, nobody waits for.
/// </summary>
internal sealed class ServiceBudget(TimeSpan limit, TimeProvider time)
{
    /// <summary>The answer, or <paramref name="otherwise"/> if the service throws or is late. An answer that comes late is given to <paramref name="onLate"/>.</summary>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask, T otherwise, CancellationToken cancellationToken, Action<T>? onLate = null)
    {
        Task<T>? asked = null;
        try
        {
            ValueTask<T> answer = ask();
            if (answer.IsCompletedSuccessfully)
                return answer.Result;
            asked = answer.AsTask();
            // The handshake goes on on another thread, and what it did until now was on this one's stack.
            DeadStack.Zero();
            return await asked.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return otherwise;
        }
        finally
        {
            if (asked is { IsCompleted: false })
                _ = TakeLateAsync(asked, onLate);
        }
    }

    /// <summary>The same for a service that answers nothing. False if it throws or is late.</summary>
    public ValueTask<bool> TellAsync(Func<ValueTask> tell, CancellationToken cancellationToken) =>
        AskAsync(
            async () =>
            {
                await tell().ConfigureAwait(false);
                return true;
            },
            otherwise: false,
            cancellationToken);

    private static async Task TakeLateAsync<T>(Task<T> asked, Action<T>? onLate)
    {
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asked.IsCompletedSuccessfully)
            onLate?.Invoke(await asked.ConfigureAwait(false));
    }
}
