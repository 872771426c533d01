using System.Text;
using Segno.Cli;
using Segno.Cli.Files;
using Segno.Cli.Options;
using Segno.Fuzz.Harness;
using Segno.Transport;

namespace Segno.Fuzz.Targets;

/// <summary>The files and the values of options of the segno command. Input: which, then the file or the text.</summary>
internal sealed class CommandTarget : IFuzzTarget
{
    private static readonly string s_file = Path.Combine(Directory.CreateTempSubdirectory("segno-fuzz-").FullName, "input");

    private static readonly Action<string>[] s_values =
    [
        text => _ = Duration.Parse(text),
        text => RequireSame(HostPort.Parse(text)),
        text => _ = ListenAddress.Parse(text),
        text => _ = Values.Tls([text]),
        text => _ = Values.PskModes(text),
        text => _ = Values.Alpn(text),
        text => _ = Values.SessionIds(text),
        text => _ = Values.Count(text),
        text => _ = Values.Escaped(text),
        Normalise,
    ];

    static CommandTarget() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(Path.GetDirectoryName(s_file)!, recursive: true);

    public static string Name => "command";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte which = reader.Byte();
        if (which < 128)
        {
            try
            {
                s_values[which % s_values.Length](Encoding.UTF8.GetString(reader.Rest));
            }
            catch (FormatException)
            {
            }
            return;
        }
        File.WriteAllBytes(s_file, reader.Rest);
        try
        {
            switch (which % 4)
            {
                case 0:
                    SessionFile.Read(s_file).Dispose();
                    break;
                case 1:
                    CertificateFiles.Credential(s_file, s_file, null, null)?.Dispose();
                    break;
                case 2:
                    _ = CertificateFiles.Roots("--roots", s_file);
                    break;
                default:
                    _ = InputFile.ReadFirstLine("--password-file", s_file);
                    break;
            }
        }
        catch (CliException)
        {
        }
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        string[] texts = ["1h30m", "[::1]:443", "localhost:0", "1.2,1.3", "dhe,ke", "h2,http/1.1", "20000", "17", "a\\r\\n\\0\\\\", "bücher.example."];
        for (byte i = 0; i < texts.Length; i++)
            yield return ($"value-{i}", [i, .. Encoding.UTF8.GetBytes(texts[i])]);
        yield return ("session", [128, .. FuzzSessions.Of(2, 2)]);
        yield return ("credential", [129, .. Encoding.UTF8.GetBytes(FuzzPki.Server.CertificatePem), .. Encoding.UTF8.GetBytes(FuzzPki.Server.KeyPem)]);
        yield return ("roots", [130, .. Encoding.UTF8.GetBytes(FuzzPki.Server.Root.ExportCertificatePem())]);
        yield return ("password", [131, .. "secret\nrest"u8]);
    }

    private static void RequireSame(HostPort where) =>
        FuzzFinding.Unless(HostPort.Parse(where.ToString()) == where, $"{where} is read as something else than it was.");

    private static void Normalise(string text)
    {
        string name;
        try
        {
            name = TargetName.Normalise(text);
        }
        catch (ArgumentException)
        {
            return;
        }
        FuzzFinding.Unless(TargetName.Normalise(name) == name, $"'{name}' is normal, and is made '{TargetName.Normalise(name)}'.");
    }
}
