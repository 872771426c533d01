namespace Segno.Soak.Fates;

/// <summary>What becomes of one side, and where.</summary>
/// <param name="Action">What.</param>
/// <param name="OfServer">Whether it is the server whom it befalls.</param>
/// <param name="Record">In which of the records that it sends, from 0.</param>
/// <param name="Part">Where in that record: 0, before it; else so many 256ths of it.</param>
/// <param name="Seed">For bits and bytes that are random.</param>
internal readonly record struct Fate(FateAction Action, bool OfServer, int Record, byte Part, int Seed)
{
    public static Fate Make(Random random) => new(
        (FateAction)random.Next(1, 6),
        OfServer: random.Next(3) == 0,
        // A side sends two to eight records, tickets and application data included; some fates never come.
        Record: random.Next(7),
        Part: random.Next(2) == 0 ? (byte)0 : (byte)random.Next(1, 256),
        random.Next());
}
