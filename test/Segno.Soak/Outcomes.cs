using System.Text;
using Segno.Soak.Fates;

namespace Segno.Soak;

/// <summary>What happened on the visits: for the report, and to fail a soak that does not do what it says.</summary>
internal sealed class Outcomes
{
    private static readonly string[] s_names =
    [
        .. Enum.GetNames<ResumptionKind>(), "no connection", "ticket renewed", "HelloRetryRequest", "client certificate", "session declined",
        .. Enum.GetNames<FateAction>().Skip(1), "garbage only", "over loopback",
    ];

    private readonly long[] _counts = new long[s_names.Length];
    private long _all;

    public void Add(Visit visit)
    {
        Interlocked.Increment(ref _all);
        SoakPlan plan = visit.Plan;
        if (plan.Overloopback)
            Count("over loopback");
        if (plan.GarbageOnly)
            Count("garbage only");
        else if (visit.Befell)
            Count(plan.Fate.Action.ToString());
        if (visit.Server is not { } info)
        {
            Count("no connection");
            return;
        }
        ResumptionInfo resumption = info.Resumption;
        Count(resumption.Kind.ToString());
        if (resumption is { Kind: ResumptionKind.Ticket, TicketsIssued: > 0 })
            Count("ticket renewed");
        if (info.HelloRetryRequest)
            Count("HelloRetryRequest");
        if (plan.Client is ClientKind.Certificate12 or ClientKind.Certificate13)
            Count("client certificate");
        if (resumption is { Offered: true, Decline: not ResumptionDecline.None })
            Count("session declined");
    }

    /// <summary>Each thing that a soak is for has happened.</summary>
    public void RequireAll()
    {
        int missing = Array.IndexOf(_counts, 0);
        if (missing >= 0)
            throw new SoakException($"Of the things that were to happen one never did: {s_names[missing]}.");
    }

    /// <summary>Per cent of the visits so far.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int i = 0; i < s_names.Length; i++)
            text.Append(FormattableString.Invariant($"{(i == 0 ? "" : ", ")}{s_names[i]} {100.0 * Interlocked.Read(ref _counts[i]) / _all:F1} %"));
        return text.ToString();
    }

    private void Count(string name) => Interlocked.Increment(ref _counts[Array.IndexOf(s_names, name)]);
}
