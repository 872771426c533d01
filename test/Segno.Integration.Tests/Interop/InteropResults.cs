using System.Collections.Concurrent;
using Segno.Integration.Tests.Interop;

[assembly: AssemblyFixture(typeof(InteropResults))]

namespace Segno.Integration.Tests.Interop;

/// <summary>Gathers which rows resumed, and writes docs/interop.md from them when SEGNO_WRITE_DOCS is 1.</summary>
public sealed class InteropResults : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string Peer, PeerSide Side, Way Way), bool> _resumed = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("SEGNO_WRITE_DOCS") == "1")
        {
            IReadOnlyDictionary<string, string> versions = await InteropDocument.VersionsAsync();
            await File.WriteAllTextAsync(InteropDocument.Path, InteropDocument.Write(Result, peer => versions[peer.Name]));
        }

        Directory.Delete(PkiFiles.Directory, recursive: true);
    }

    internal void Add(Peer peer, PeerSide side, Way way) => _resumed[(peer.Name, side, way)] = true;

    private string Result(InteropRow row) =>
        _resumed.ContainsKey((row.Peer.Name, row.Side, row.Way)) ? InteropDocument.Resumes : row.Peer.Missing() is null ? "fails" : "not tried";
}
