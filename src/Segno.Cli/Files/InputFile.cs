using System.Security;

namespace Segno.Cli.Files;

/// <summary>Reads files that the user names, with errors that say what to do.</summary>
internal static class InputFile
{
    /// <summary>No certificate, key or session is longer.</summary>
    private const long MaxBytes = 16 * 1024 * 1024;

    public static byte[] ReadBytes(string option, string path) => Read(option, path, () =>
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > MaxBytes)
            throw new CliException($"{option}: {path} is too large to be what is wanted here.", ExitCodes.Usage);
        using MemoryStream content = new();
        file.CopyTo(content);
        return content.ToArray();
    });

    public static string ReadText(string option, string path) => System.Text.Encoding.UTF8.GetString(ReadBytes(option, path));

    /// <summary>The first line, as passwords are kept in files.</summary>
    public static string ReadFirstLine(string option, string path)
    {
        using StringReader reader = new(ReadText(option, path));
        return reader.ReadLine() ?? throw new CliException($"{option}: {path} is empty; its first line must be the password.", ExitCodes.Usage);
    }

    /// <summary>Runs something that opens <paramref name="path"/>, and words what may go wrong.</summary>
    public static T Read<T>(string option, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"{option}: there is no file {path}.", ExitCodes.Usage, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or SecurityException)
        {
            throw new CliException(
                Directory.Exists(path) ? $"{option}: {path} is a directory; name a file." : $"{option}: {path} may not be read by this user.",
                ExitCodes.Usage, e);
        }
        catch (IOException e)
        {
            throw new CliException($"{option}: {path} cannot be read: {e.Message}", ExitCodes.Usage, e);
        }
    }
}
