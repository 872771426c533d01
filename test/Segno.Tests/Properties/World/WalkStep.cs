using CsCheck;

namespace Segno.Tests.Properties.World;

/// <summary>What happens next in a world.</summary>
internal abstract record WalkStep
{
    /// <summary>A client meets the server, under the terms of the moment.</summary>
    public sealed record Meet(int Name, int Port, int Handle, bool Exports, bool Saves) : WalkStep
    {
        public override string ToString() =>
            $"meet{(Name == 0 ? "" : $" {Lists.Names[Name]}")}{(Port == 0 ? "" : " on the other port")}{(Handle < 0 ? "" : $" with handle {Handle}")}{(Exports ? Saves ? ", save" : ", export" : "")}";
    }

    /// <summary>The server's terms change.</summary>
    public sealed record ChangeServer(Func<ServerTerms, ServerTerms> Change) : WalkStep
    {
        public override string ToString() => $"server: {Change(new ServerTerms())}";
    }

    /// <summary>The client's terms change.</summary>
    public sealed record ChangeClient(Func<ClientTerms, ClientTerms> Change) : WalkStep
    {
        public override string ToString() => $"client: {Change(new ClientTerms())}";
    }

    /// <summary>Time passes; ticket keys change with it.</summary>
    public sealed record Wait(int Seconds) : WalkStep;

    /// <summary>The servers that share ticket keys start again with new ones.</summary>
    public sealed record LoseKeys : WalkStep;

    /// <summary>The servers that share a session store start again with an empty one.</summary>
    public sealed record LoseSessions : WalkStep;

    /// <summary>One visit, which offers one of the exported sessions now and then.</summary>
    public static Gen<WalkStep> Meeting { get; } =
        from name in Gen.Frequency((5, Gen.Const(0)), (1, Gen.Const(1)))
        from port in Gen.Frequency((7, Gen.Const(0)), (1, Gen.Const(1)))
        from handle in Gen.Frequency((3, Gen.Const(-1)), (1, Gen.Int[0, 3]))
        from exports in Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
        from saves in Gen.Bool
        select (WalkStep)new Meet(name, port, handle, exports, saves);

    public static Gen<WalkStep> Waiting { get; } =
        Gen.OneOf(0, 1, 60, 599, 600, 601, 1199, 1200, 1201, 1800, 3599, 3600, 3601, 7199, 7200, 7201, 86_400, 86_401).Select(seconds => (WalkStep)new Wait(seconds));

    public static Gen<WalkStep> Any { get; } = Gen.Frequency(
        (10, Meeting),
        (2, Waiting),
        (2, ServerTerms.Change.Select(change => (WalkStep)new ChangeServer(change))),
        (2, ClientTerms.Change.Select(change => (WalkStep)new ChangeClient(change))),
        (1, Gen.OneOf<WalkStep>(new LoseKeys(), new LoseSessions())));
}
