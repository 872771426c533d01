using Segno.Fuzz.Targets;

namespace Segno.Fuzz;

/// <summary>A target as a value.</summary>
internal sealed class FuzzTarget
{
    public delegate void Runner(ReadOnlySpan<byte> input);

    private FuzzTarget(string name, Runner run, Func<IEnumerable<(string Name, byte[] Input)>> seeds)
    {
        Name = name;
        Run = run;
        Seeds = seeds;
    }

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of<RecordTarget>(),
        Of<MessageTarget>(),
        Of<ServerTarget>(),
        Of<ClientTarget>(),
        Of<ServerFlightTarget>(),
        Of<ClientFlightTarget>(),
        Of<SessionTarget>(),
        Of<TicketTarget>(),
        Of<CertificateTarget>(),
        Of<CredentialTarget>(),
        Of<CommandTarget>(),
        Of<DifferentialTarget>(),
    ];

    public string Name { get; }

    public Runner Run { get; }

    public Func<IEnumerable<(string Name, byte[] Input)>> Seeds { get; }

    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);

    private static FuzzTarget Of<TTarget>()
        where TTarget : IFuzzTarget => new(TTarget.Name, TTarget.Run, TTarget.Seeds);
}
