using System.Globalization;
using Segno.Load;

// What refusing a ticket costs (docs/load.md): bench/Segno.Load [ROUNDS]. Ends with 1 if a key name that is not known costs a server more than a
// hundredth of its side of a full handshake, which is a quarter of both sides at least.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 31;
await using TicketBench bench = new();
IReadOnlyList<Contender> contenders = bench.Contenders;
Race race = new(contenders, rounds);
await race.RunAsync();
for (int i = 0; i < contenders.Count; i++)
    Console.WriteLine($"{contenders[i].Name,-42} {race.Median(i),10:F2} µs of CPU, 1/{1 / race.Ratio(i, 0):F0} of a full handshake of TLS 1.2");
(long heap, long secrets) = await bench.LeaveAsync(1_000_000);
Console.WriteLine($"left of 1,000,000 tickets with altered tags: {heap} bytes of heap, {secrets} secrets");
double worst = Math.Max(race.Ratio(2, 0), race.Ratio(3, 0));
Console.WriteLine($"an unknown key costs 1/{1 / worst:F0} of both sides of a full handshake; 1/400 is the bound");
return worst <= 1.0 / 400 && secrets == 0 ? 0 : 1;
