using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Segno.Cli.Files;

/// <summary>Reads files that the user names, once each, with errors that say what to do. A pipe is a file, too: its length is seen at its end.</summary>
internal static class InputFile
{
    /// <summary>No certificate, key or session is longer.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    private const int FirstBytes = 16 * 1024;

    /// <summary>The whole file. The caller zeroes it, if there is a secret in it; what was used on the way is zeroed here.</summary>
    public static byte[] ReadBytes(string option, string path) => Read(option, path, () =>
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] content = new byte[FirstBytes];
        int length = 0;
        while (file.Read(content, length, content.Length - length) is > 0 and int read)
        {
            length += read;
            if (length > MaxBytes)
                throw new CliException($"{option}: {path} is too large to be what is wanted here.", ExitCodes.Usage);
            if (length == content.Length)
                content = Move(content, length, 2 * length);
        }
        return length == content.Length ? content : Move(content, length, length);
    });

    public static string ReadText(string option, string path)
    {
        byte[] content = ReadBytes(option, path);
        string text = Encoding.UTF8.GetString(content);
        CryptographicOperations.ZeroMemory(content);
        return text;
    }

    /// <summary>The first line, as passwords are kept in files.</summary>
    public static string ReadFirstLine(string option, string path)
    {
        using StringReader reader = new(ReadText(option, path));
        return reader.ReadLine() ?? throw new CliException($"{option}: {path} is empty; its first line must be the password.", ExitCodes.Usage);
    }

    /// <summary>Runs something that opens <paramref name="path"/>, and words what may go wrong.</summary>
    private static T Read<T>(string option, string path, Func<T> read)
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

    private static byte[] Move(byte[] content, int length, int newLength)
    {
        byte[] moved = new byte[newLength];
        content.AsSpan(0, length).CopyTo(moved);
        CryptographicOperations.ZeroMemory(content);
        return moved;
    }
}
