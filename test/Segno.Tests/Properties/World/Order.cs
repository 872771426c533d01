using CsCheck;

namespace Segno.Tests.Properties.World;

/// <summary>A few servers and clients, and who meets whom.</summary>
internal sealed record Order(ServerTerms[] Servers, ClientTerms[] Clients, IReadOnlyList<(int Server, int Client, WalkStep.Meet Meet)> Meetings)
{
    private const int Count = 3;

    public static Gen<Order> Any { get; } =
        from servers in ServerTerms.Any.Array[Count]
        from clients in ClientTerms.Any.Array[Count]
        from meetings in Gen.Select(Gen.Int[0, Count - 1], Gen.Int[0, Count - 1], WalkStep.Meeting, (server, client, meet) => (server, client, (WalkStep.Meet)meet)).Array[1, 12]
        select new Order(servers, clients, meetings);

    public async Task RunAsync(WalkCounts counts, CancellationToken cancellationToken)
    {
        await using World world = new(counts);
        foreach ((int server, int client, WalkStep.Meet meet) in Meetings)
        {
            try
            {
                await world.VisitAsync(new Visit(Servers[server], Clients[client], Lists.Names[meet.Name], meet.Port, meet.Handle, meet.Exports, meet.Saves), cancellationToken);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Server {server} and client {client}, {meet}: {e.Message}", e);
            }
            world.Wait(TimeSpan.FromSeconds(1));
        }
    }

    public override string ToString() =>
        string.Join(Environment.NewLine, [.. Servers.Select((terms, i) => $"{i}: {terms}"), .. Clients.Select((terms, i) => $"{i}: {terms}"),
            .. Meetings.Select(meeting => $"server {meeting.Server}, client {meeting.Client}: {meeting.Meet}")]);
}
