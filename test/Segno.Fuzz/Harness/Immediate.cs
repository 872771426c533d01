namespace Segno.Fuzz.Harness;

/// <summary>What everything of this room is: done when it returns, for it has only memory to wait for.</summary>
internal static class Immediate
{
    /// <summary>The result, or the exception.</summary>
    /// <exception cref="FuzzFinding">It is not done.</exception>
    public static T Of<T>(ValueTask<T> work, string what)
    {
        if (work.IsCompletedSuccessfully)
            return work.Result;
        Task<T> task = work.AsTask();
        FuzzFinding.Unless(task.IsCompleted, $"{what} is awaited although everything is in memory.");
        return task.GetAwaiter().GetResult();
    }
}
