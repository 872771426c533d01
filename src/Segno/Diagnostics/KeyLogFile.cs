namespace Segno.Diagnostics;

/// <summary>
/// The file of a key log, opened once a process however many servers and clients name it. Other processes may append to it, too: a line goes
/// to where the end is at that moment, under a lock of the file, so that lines survive whole.
/// </summary>
internal sealed class KeyLogFile : IDisposable
{
    /// <summary>Bounds the wait for another process, which holds the lock for one line: a line that is lost is better than a handshake that hangs.</summary>
    private const int MaxAttempts = 1000;

    /// <summary>The byte that is locked lies where no line will be, so that readers are not disturbed where locks are mandatory.</summary>
    private const long LockedByte = long.MaxValue - 1;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, KeyLogFile> s_open = new(StringComparer.Ordinal);

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Lock _lock = new();

    /// <summary>Guarded by <see cref="s_lock"/>.</summary>
    private int _users;

    private KeyLogFile(string path)
    {
        // Not FileMode.Append: it remembers where the end was when the file was opened, and writes there.
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _path = path;
        _file = new FileStream(path, options);
    }

    /// <summary>The file of that path; the caller disposes it, once.</summary>
    public static KeyLogFile Open(string path)
    {
        string full = Path.GetFullPath(path);
        lock (s_lock)
        {
            if (!s_open.TryGetValue(full, out KeyLogFile? file))
                s_open.Add(full, file = new KeyLogFile(full));
            file._users++;
            return file;
        }
    }

    public void Append(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            // A pipe has no end to seek, and no lock.
            bool isFile = _file.CanSeek;
            if (isFile && !TryLock())
                return;
            try
            {
                if (isFile)
                    _file.Seek(0, SeekOrigin.End);
                _file.Write(line);
            }
            finally
            {
                if (isFile)
                    Unlock();
            }
        }
    }

    /// <summary>One user leaves; the last closes the file.</summary>
    public void Dispose()
    {
        lock (s_lock)
        {
            if (--_users > 0)
                return;
            s_open.Remove(_path);
        }
        lock (_lock)
            _file.Dispose();
    }

    private bool TryLock()
    {
        if (!HasLocks)
            return true;
        SpinWait wait = default;
        for (int i = 0; i < MaxAttempts; i++)
        {
            try
            {
                _file.Lock(LockedByte, 1);
                return true;
            }
            catch (IOException)
            {
                wait.SpinOnce();
            }
        }
        return false;
    }

    private void Unlock()
    {
        if (HasLocks)
            _file.Unlock(LockedByte, 1);
    }

    /// <summary>Elsewhere .NET has none: processes that share a file there need one each.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatformGuard("macos")]
    [System.Runtime.Versioning.UnsupportedOSPlatformGuard("ios")]
    [System.Runtime.Versioning.UnsupportedOSPlatformGuard("tvos")]
    [System.Runtime.Versioning.UnsupportedOSPlatformGuard("freebsd")]
    private static bool HasLocks => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();
}
