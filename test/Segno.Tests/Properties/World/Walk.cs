namespace Segno.Tests.Properties.World;

/// <summary>Steps in a world of one server and one client whose terms change.</summary>
internal sealed record Walk(IReadOnlyList<WalkStep> Steps)
{
    public async Task RunAsync(WalkCounts counts, CancellationToken cancellationToken)
    {
        await using World world = new(counts);
        ServerTerms server = new();
        ClientTerms client = new();
        for (int i = 0; i < Steps.Count; i++)
        {
            try
            {
                switch (Steps[i])
                {
                    case WalkStep.Meet meet:
                        await world.VisitAsync(new Visit(server, client, Lists.Names[meet.Name], meet.Port, meet.Handle, meet.Exports, meet.Saves), cancellationToken);
                        break;
                    case WalkStep.ChangeServer change:
                        server = change.Change(server);
                        break;
                    case WalkStep.ChangeClient change:
                        client = change.Change(client);
                        break;
                    case WalkStep.Wait wait:
                        world.Wait(TimeSpan.FromSeconds(wait.Seconds));
                        break;
                    case WalkStep.LoseKeys:
                        world.LoseKeys();
                        break;
                    default:
                        world.LoseSessions();
                        break;
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Step {i + 1}, {Steps[i]}, under {server} and {client}: {e.Message}", e);
            }
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, Steps.Select((step, i) => $"{i + 1}. {step}"));
}
