namespace Segno.Testing;

/// <summary>
/// How the suite is run this time: SEGNO_TEST_MODE. Without one, transports give what there is and services answer at once. <c>eng/test</c> runs
/// the tests that drive connections in each mode.
/// </summary>
internal static class TestMode
{
    /// <summary>Every read of a transport brings one byte.</summary>
    public const string OneByte = "one-byte";

    /// <summary>No store, protector, host selector or callback answers at once: each goes over another thread first.</summary>
    public const string Async = "async";

    /// <summary>The mode; null without one.</summary>
    public static string? Name { get; } = Environment.GetEnvironmentVariable("SEGNO_TEST_MODE") switch
    {
        null or "" => null,
        OneByte => OneByte,
        Async => Async,
        string other => throw new InvalidOperationException($"SEGNO_TEST_MODE is {other}; it may be {OneByte} or {Async}."),
    };

    /// <summary>The most bytes of a read for a test that asks for <paramref name="wanted"/>.</summary>
    public static int LargestRead(int wanted) => Name == OneByte ? 1 : wanted;
}
