using Segno.Diagnostics;

namespace Segno.Tests.Diagnostics;

/// <summary>Several servers, clients and processes may name one file: every line survives whole.</summary>
public sealed class KeyLogTests : IDisposable
{
    private static readonly byte[] s_bytes = new byte[32];

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Two_logs_on_one_file_do_not_overwrite_each_other()
    {
        const int Lines = 500;
        using (KeyLog one = KeyLog.Open(_path)!, other = KeyLog.Open(Path.Combine(Path.GetTempPath(), ".", Path.GetFileName(_path)))!)
        {
            await Task.WhenAll(Task.Run(() => Write(one, "ONE"), TestContext.Current.CancellationToken), Task.Run(() => Write(other, "OTHER"), TestContext.Current.CancellationToken));
        }
        string[] lines = await File.ReadAllLinesAsync(_path, TestContext.Current.CancellationToken);
        Assert.Equal(Lines, lines.Count(line => line == $"ONE {new string('0', 64)} {new string('0', 64)}"));
        Assert.Equal(Lines, lines.Count(line => line == $"OTHER {new string('0', 64)} {new string('0', 64)}"));

        static void Write(KeyLog log, string label)
        {
            for (int i = 0; i < Lines; i++)
                log.Write(label, s_bytes, s_bytes);
        }
    }

    [Fact]
    public void What_somebody_else_appends_stays()
    {
        using (KeyLog log = KeyLog.Open(_path)!)
        {
            log.Write("FIRST", s_bytes, s_bytes);
            using (FileStream other = new(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
                other.Write("a line of another process\n"u8);
            log.Write("LAST", s_bytes, s_bytes);
        }
        Assert.Equal(["FIRST", "a", "LAST"], File.ReadAllLines(_path).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void A_log_that_is_closed_leaves_the_other_open()
    {
        KeyLog one = KeyLog.Open(_path)!;
        using KeyLog other = KeyLog.Open(_path)!;
        one.Dispose();
        one.Dispose();
        other.Write("OTHER", s_bytes, s_bytes);
        other.Dispose();
        using (KeyLog again = KeyLog.Open(_path)!)
            again.Write("AGAIN", s_bytes, s_bytes);
        Assert.Equal(2, File.ReadAllLines(_path).Length);
    }
}
