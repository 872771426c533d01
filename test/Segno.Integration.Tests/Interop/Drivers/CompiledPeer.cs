namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>A peer whose program is compiled once a run, without the network.</summary>
internal abstract class CompiledPeer : ScriptPeer
{
    private static readonly SemaphoreSlim s_building = new(1);
    private string? _program;

    /// <summary>The command that compiles the program.</summary>
    /// <param name="program">Where it shall lie.</param>
    protected abstract IReadOnlyList<string> Compile(string program);

    protected virtual IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>();

    protected sealed override async Task<IReadOnlyList<string>> ProgramAsync(CancellationToken cancellationToken)
    {
        await s_building.WaitAsync(cancellationToken);
        try
        {
            _program ??= await BuildAsync(cancellationToken);
            return [_program];
        }
        finally
        {
            s_building.Release();
        }
    }

    /// <summary>A folder that outlives the run: what did not change is not compiled again.</summary>
    protected static string Cache(string name) => Path.Combine(Path.GetTempPath(), $"segno-interop-{System.Environment.UserName}-{name}");

    private async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        string program = PkiFiles.NewFile("peer");
        string output = await PeerProcess.RunAsync(Compile(program), cancellationToken, environment: Environment, limit: PeerProcess.CompilerPatience);
        return File.Exists(program) ? program : throw new InvalidOperationException($"{Name}: no program. The compiler printed:\n{output}");
    }
}
