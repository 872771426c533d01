using System.Globalization;
using CsCheck;

namespace Segno.Tests.Properties;

/// <summary>
/// Runs a property over generated cases. A failure is shrunk, and its message says with which seed it comes again (<c>CsCheck_Seed</c>). The suite
/// runs few cases; SEGNO_PROPERTY_ITER, or CsCheck's own CsCheck_Iter, says how many instead. In a mode (<see cref="TestMode"/>) there are a fifth.
/// </summary>
internal static class Property
{
    /// <summary>Checks <paramref name="property"/>, which throws for a case that it does not hold for.</summary>
    public static Task CheckAsync<T>(Gen<T> cases, Func<T, Task> property, int iterations) =>
        // One thread: the classes run beside each other already.
        cases.SampleAsync(property, writeLine: Say, iter: Iterations(iterations), threads: 1, print: static value => value?.ToString() ?? "null");

    /// <summary>The same without anything to await.</summary>
    public static void Check<T>(Gen<T> cases, Action<T> property, int iterations) =>
        cases.Sample(property, writeLine: Say, iter: Iterations(iterations), threads: 1, print: static value => value?.ToString() ?? "null");

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static long Iterations(int usual) =>
        (Environment.GetEnvironmentVariable("SEGNO_PROPERTY_ITER") ?? Environment.GetEnvironmentVariable("CsCheck_Iter")) is { Length: > 0 } wanted
            ? long.Parse(wanted, CultureInfo.InvariantCulture)
            : TestMode.Name is null ? usual : Math.Max(1, usual / 5);
}
