using System.Buffers;
using System.Text;

namespace Segno.Crypto;

/// <summary>The label of exported keying material as bytes: ASCII (RFC 5705 §4), and so long that it fits TLS 1.3's HkdfLabel.</summary>
internal static class ExporterLabel
{
    /// <summary>What "tls13 " leaves of HkdfLabel.label (RFC 8446 §7.1).</summary>
    public const int MaxLength = 249;

    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">It is null, too long or not ASCII.</exception>
    public static int Write(string label, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (label.Length > MaxLength || Ascii.FromUtf16(label, destination, out int written) != OperationStatus.Done)
            throw new ArgumentException($"The label of exported keying material is ASCII and has at most {MaxLength} characters.", nameof(label));
        return written;
    }
}
