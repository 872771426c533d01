using Segno.Soak.Fates;

namespace Segno.Soak;

/// <summary>One visit of a client to a server, as the seed has it.</summary>
/// <param name="Client">Who comes.</param>
/// <param name="ToOther">To the second server, which shares neither keys nor sessions with the first: what is offered is declined.</param>
/// <param name="Port">One part of what sessions are kept under.</param>
/// <param name="Overloopback">Over a socket rather than in memory.</param>
/// <param name="LargestRead">The most bytes that a read in memory returns.</param>
/// <param name="Fate">What goes wrong.</param>
/// <param name="GarbageOnly">Nobody comes but random bytes, to the server or to the client.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="Seed">For what is random in it.</param>
internal sealed record SoakPlan(
    ClientKind Client, bool ToOther, int Port, bool Overloopback, int LargestRead, Fate Fate, bool GarbageOnly, Ending Ending, int Seed)
{
    /// <summary>Per cent of each of <see cref="ClientKind"/>.</summary>
    private static readonly int[] s_mix = [18, 18, 20, 16, 4, 3, 3, 8, 3, 1, 3, 3];

    /// <summary>Whether anything may go otherwise than well.</summary>
    public bool IsDisturbed => Fate.Action != FateAction.None || GarbageOnly;

    public static SoakPlan Make(int seed, int number)
    {
        Random random = new(HashCode(seed, number));
        ClientKind client = Pick(random.Next(100));
        bool disturbed = random.Next(100) < 12;
        return new SoakPlan(
            client,
            ToOther: random.Next(100) < 3,
            // Few origins, so that there is something to resume, and now and then a new one, so that the stores stay at their bounds.
            Port: random.Next(100) < 3 ? random.Next(1, 65536) : random.Next(1, 17),
            Overloopback: random.Next(100) < 4,
            LargestRead: random.Next(50) == 0 ? random.Next(1, 8) : int.MaxValue,
            disturbed ? Fate.Make(random) : default,
            GarbageOnly: random.Next(100) < 1,
            random.Next(100) switch { < 70 => Ending.Polite, < 76 => Ending.Bulk, < 82 => Ending.NewKeys, < 88 => Ending.AtOnce, < 94 => Ending.ClientGone, _ => Ending.DuringRead },
            random.Next());
    }

    private static ClientKind Pick(int percent)
    {
        int kind = 0;
        for (int sum = s_mix[0]; percent >= sum; sum += s_mix[kind])
            kind++;
        return (ClientKind)kind;
    }

    /// <summary>The same in every process, as <see cref="System.HashCode"/> is not.</summary>
    private static int HashCode(int seed, int number) => unchecked((int)((((uint)seed * 2654435761u) ^ (uint)number) * 2246822519u));
}
