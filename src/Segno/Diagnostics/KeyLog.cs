using System.Security.Cryptography;
using System.Text;
using Segno.Crypto;

namespace Segno.Diagnostics;

/// <summary>
/// Appends connection secrets to a file in the format of NSS, for a packet analyser (SSLKEYLOGFILE, RFC 9850). Whoever reads
/// the file reads the traffic: it is off unless named in the options, is created for its owner only, and says on stderr that it is on.
/// </summary>
internal sealed class KeyLog : IDisposable
{
    private readonly KeyLogFile _file;
    private int _disposed;

    private KeyLog(KeyLogFile file) => _file = file;

    public static KeyLog? Open(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return null;
        KeyLog log = new(KeyLogFile.Open(path));
        Console.Error.WriteLine($"WARNING: Segno writes the secrets of every TLS connection to {path}. Whoever reads that file reads the traffic.");
        return log;
    }

    /// <summary>One line: label, client random, secret.</summary>
    public void Write(string label, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> secret)
    {
        Span<byte> line = stackalloc byte[label.Length + 1 + (2 * clientRandom.Length) + 1 + (2 * SecretBuffer.MaxLength) + 1];
        int length = Encoding.ASCII.GetBytes(label, line);
        line[length++] = (byte)' ';
        length += Hex(clientRandom, line[length..]);
        line[length++] = (byte)' ';
        length += Hex(secret, line[length..]);
        line[length++] = (byte)'\n';
        _file.Append(line[..length]);
        CryptographicOperations.ZeroMemory(line);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _file.Dispose();
    }

    private static int Hex(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Convert.TryToHexStringLower(source, destination, out int written);
        return written;
    }
}
