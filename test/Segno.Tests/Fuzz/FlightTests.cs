using Segno.Fuzz.Targets;

namespace Segno.Tests.Fuzz;

/// <summary>The scripted flights of the fuzz targets are legal until they are edited: what an edit brings out, the edit brought out.</summary>
public class FlightTests
{
    public static TheoryData<string> ServerSeeds => [.. ServerFlightTarget.Legal.Select(seed => seed.Name)];

    public static TheoryData<string> ClientSeeds => [.. ClientFlightTarget.Legal.Select(seed => seed.Name)];

    [Theory, MemberData(nameof(ServerSeeds))]
    public void A_server_completes_a_flight_that_is_not_edited(string name) => ServerFlightTarget.Play(ServerFlightTarget.Legal.Single(seed => seed.Name == name).Input, mustConnect: true);

    [Theory, MemberData(nameof(ClientSeeds))]
    public void A_client_completes_a_flight_that_is_not_edited(string name) => ClientFlightTarget.Play(ClientFlightTarget.Legal.Single(seed => seed.Name == name).Input, mustConnect: true);

    [Fact]
    public void A_finding_in_a_flight_comes_out()
    {
        byte[] refused = [.. ServerFlightTarget.Legal.Single(seed => seed.Name == "tls13").Input, 0, 12, 0, 0, 77, 0];
        Assert.Throws<Segno.Fuzz.FuzzFinding>(() => ServerFlightTarget.Play(refused, mustConnect: true));
    }
}
