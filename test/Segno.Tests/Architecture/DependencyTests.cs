using System.Text.RegularExpressions;

namespace Segno.Tests.Architecture;

/// <summary>docs/architecture.md says which way the arrows between the rooms point.</summary>
public sealed partial class DependencyTests
{
    /// <summary>What each room may use beside the root and Diagnostics.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Wire"] = [],
        ["Crypto"] = ["Wire"],
        ["Record"] = ["Crypto", "Wire"],
        ["Certificates"] = ["Crypto", "Wire"],
        ["Resumption"] = ["Crypto", "Wire"],
        ["Handshake"] = ["Resumption", "Certificates", "Record", "Crypto", "Wire"],
        ["Transport"] = ["Handshake", "Record", "Crypto", "Wire"],
        ["Diagnostics"] = ["Crypto", "Wire", "Handshake"],
    };

    /// <summary>Handshake may name only these of Record: a message, proof of its boundary, and how to skip; nothing that holds buffers.</summary>
    private static readonly string[] s_recordTypesForHandshake = ["RecordBoundary", "HandshakeMessage", "EarlyDataSkip"];

    public static TheoryData<string> Rooms => [.. s_allowed.Keys];

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_uses_only_rooms_below_it(string room)
    {
        string[] files = [.. Repository.SourceFiles(Path.Combine("src", "Segno", room))];
        Assert.NotEmpty(files);
        List<string> upward = [];
        foreach (string file in files)
        {
            foreach (Match use in UsingRoom().Matches(File.ReadAllText(file)))
            {
                string used = use.Groups["room"].Value;
                if (used != room && used != "Diagnostics" && !s_allowed[room].Contains(used))
                    upward.Add($"{Path.GetRelativePath(Repository.Root, file)} uses {used}");
            }
        }
        Assert.Empty(upward);
    }

    [Fact]
    public void Every_room_is_known() =>
        Assert.Equal(
            s_allowed.Keys.Order(),
            Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "Segno")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order());

    [Fact]
    public void The_handshake_knows_no_buffers_of_the_record_layer()
    {
        string[] types = [.. Repository.SourceFiles(Path.Combine("src", "Segno", "Record")).Select(file => Path.GetFileNameWithoutExtension(file))];
        foreach (string file in Repository.SourceFiles(Path.Combine("src", "Segno", "Handshake")))
        {
            string text = File.ReadAllText(file);
            if (!text.Contains("using Segno.Record;", StringComparison.Ordinal))
                continue;
            foreach (string type in types.Except(s_recordTypesForHandshake))
                Assert.False(Regex.IsMatch(text, $@"\b{type}\b"), $"{Path.GetFileName(file)} names {type}");
        }
    }

    [GeneratedRegex(@"^using (static )?Segno\.(?<room>\w+)", RegexOptions.Multiline)]
    private static partial Regex UsingRoom();
}
