using System.Buffers.Binary;
using Segno.Record;

namespace Segno.Tests.Properties;

/// <summary>
/// Cuts the handshake records of one direction into more of them, as long as they are in clear (RFC 8446 §5.1): up to the first
/// change_cipher_spec of TLS 1.2; in TLS 1.3 what is protected is of another type.
/// </summary>
internal sealed class RecordSplitter(IReadOnlyList<int> sizes)
{
    private const byte ChangeCipherSpec = 20;
    private const byte Handshake = 22;

    private readonly Pieces _pieces = new(sizes);
    private readonly List<byte> _partial = [];
    private bool _protected;

    /// <summary>What goes on instead of <paramref name="written"/>; a record that is not whole yet waits.</summary>
    public byte[] Cut(ReadOnlySpan<byte> written)
    {
        _partial.AddRange(written);
        byte[] waiting = [.. _partial];
        using MemoryStream cut = new();
        int at = 0;
        while (waiting.Length - at >= RecordLimits.HeaderLength)
        {
            int length = RecordLimits.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(waiting.AsSpan(at + 3));
            if (waiting.Length - at < length)
                break;
            Append(cut, waiting.AsSpan(at, length));
            at += length;
        }
        _partial.RemoveRange(0, at);
        return cut.ToArray();
    }

    private void Append(MemoryStream cut, ReadOnlySpan<byte> record)
    {
        // In TLS 1.3 a handshake record that follows a change_cipher_spec is the ServerHello or ClientHello after a retry: it stays whole.
        _protected |= record[0] == ChangeCipherSpec;
        if (_protected || record[0] != Handshake)
        {
            cut.Write(record);
            return;
        }
        ReadOnlySpan<byte> content = record[RecordLimits.HeaderLength..];
        Span<byte> header = stackalloc byte[RecordLimits.HeaderLength];
        record[..3].CopyTo(header);
        while (!content.IsEmpty)
        {
            int size = Math.Min(content.Length, _pieces.Next());
            BinaryPrimitives.WriteUInt16BigEndian(header[3..], (ushort)size);
            cut.Write(header);
            cut.Write(content[..size]);
            content = content[size..];
        }
    }
}
