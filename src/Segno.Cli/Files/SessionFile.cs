using System.Security.Cryptography;

namespace Segno.Cli.Files;

/// <summary>Sessions in files. Whoever has the file can resume the session, so it is its owner's alone, and never half written.</summary>
internal static class SessionFile
{
    public static TlsClientSession Read(string path)
    {
        byte[] content = InputFile.ReadBytes("--session-in", path);
        bool imported = TlsClientSession.TryImport(content, out TlsClientSession? session);
        CryptographicOperations.ZeroMemory(content);
        return imported
            ? session!
            : throw new CliException($"--session-in: {path} is no session, or one of another version of segno; make one with --session-out.", ExitCodes.Usage);
    }

    /// <summary>Says before any connection what could only fail after the last.</summary>
    public static void RequireWritable(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && !Directory.Exists(directory))
            throw new CliException($"--session-out: there is no directory {directory}; make it first.", ExitCodes.Usage);
        if (Directory.Exists(path))
            throw new CliException($"--session-out: {path} is a directory; name a file.", ExitCodes.Usage);
        if (File.Exists(path) && !IsRegular(path))
            throw new CliException($"--session-out: {path} is a pipe or a device, which a session would replace; name a file.", ExitCodes.Usage);
    }

    public static void Write(string path, TlsClientSession session)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Path.GetRandomFileName()}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        byte[] content = session.Export();
        try
        {
            using (FileStream file = new(temporary, options))
                file.Write(content);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw new CliException($"--session-out: {path} cannot be written: {e.Message}", ExitCodes.Usage, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Whether it is a file that may be replaced. .NET does not tell what a path is: a pipe cannot seek, and devices are in /dev.</summary>
    private static bool IsRegular(string path)
    {
        if (Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
            return false;
        try
        {
            // For reading and writing: only so does a FIFO without another end not keep us waiting.
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return file.CanSeek;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--session-out: {path} cannot be written: {e.Message}", ExitCodes.Usage, e);
        }
    }
}
