namespace Segno.Load;

/// <summary>One thing to be measured against others.</summary>
/// <param name="Name">As the report has it.</param>
/// <param name="Times">How often a round does it: enough for some milliseconds.</param>
/// <param name="RunAsync">Does it so often.</param>
internal sealed record Contender(string Name, int Times, Func<int, Task> RunAsync);
