using Segno;
using Segno.Bogo;

return args switch
{
    // The runner's first question: a second process for half of a handshake.
    ["-is-handshaker-supported"] => Print("No"),
    ["gate", string results, string expected] => Gate.Check(results, expected),
    ["write", string results, string expected] => Gate.Write(results, expected),
    _ => await RunAsync(args),
};

static int Print(string line)
{
    Console.WriteLine(line);
    return ExitCodes.Passed;
}

static async Task<int> RunAsync(string[] arguments)
{
    try
    {
        (ShimFlags initial, ShimFlags resume) = ShimFlags.Parse(arguments);
        ShimState state = new();
        int connections = 1 + (initial.Number("resume-count") ?? 0);
        for (int i = 0; i < connections; i++)
        {
            ShimFlags flags = i == 0 ? initial : resume;
            if (i > 0 && flags.Number("resumption-delay") is { } delay)
                state.Clock.Advance(TimeSpan.FromSeconds(delay));
            await new Connection(flags, state, isResume: i > 0).RunAsync();
        }
        return ExitCodes.Passed;
    }
    catch (ShimException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return e.ExitCode;
    }
    catch (TlsException e)
    {
        // config.json maps the runner's errors to parts of this line.
        await Console.Error.WriteLineAsync($"{e.Fault.Name}/{e.Alert}/{e.Direction} {FaultGroups.Of(e.Fault.Name)}: {e.Message} {e.InnerException}");
        return ExitCodes.Failed;
    }
#pragma warning disable CA1031 // Whatever it is, the runner is to read of it.
    catch (Exception e)
#pragma warning restore CA1031
    {
        await Console.Error.WriteLineAsync(e.ToString());
        return ExitCodes.Failed;
    }
}
