using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Segno.Resumption.Sessions;

/// <summary>
/// Hashes the terms of a <see cref="ResumptionScope"/>, part by part. Every value goes in with its length before it and absent values
/// have a mark of their own, so that two different lists of values never hash as one.
/// </summary>
internal sealed class ScopeHash : IDisposable
{
    private const int Parts = 4;
    private const int Absent = -1;

    private readonly IncrementalHash _part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _digests = new byte[Parts * SHA256.HashSizeInBytes];
    private int _begun;

    /// <summary>Starts the next part.</summary>
    public void Begin(string label)
    {
        EndPart();
        _begun++;
        Add(label);
    }

    public void Add(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        _part.AppendData(bytes);
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        Add(value.Length);
        _part.AppendData(value);
    }

    /// <summary>Null differs from the empty string.</summary>
    public void Add(string? value)
    {
        if (value is null)
            Add(Absent);
        else
            Add(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Adds items without their order and without repetitions: each by the hash of its bytes, sorted.</summary>
    public void AddSet<T>(IEnumerable<T> items, Func<T, byte[]> bytes)
    {
        SortedSet<string> hashes = new(items.Select(item => Convert.ToHexString(SHA256.HashData(bytes(item)))), StringComparer.Ordinal);
        Add(hashes.Count);
        foreach (string hash in hashes)
            Add(hash);
    }

    /// <summary>The hash of a list of values, each with its length.</summary>
    public static byte[] OfList(IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        using ScopeHash hash = new();
        foreach (ReadOnlyMemory<byte> value in values)
            hash.Add(value.Span);
        return hash._part.GetHashAndReset();
    }

    /// <summary>Writes the hash over all parts, and of each part the first two bytes.</summary>
    public void Finish(Span<byte> hash, Span<byte> tags)
    {
        EndPart();
        Add("segno scope 1");
        _part.AppendData(_digests);
        _part.GetHashAndReset().AsSpan(0, hash.Length).CopyTo(hash);
        for (int i = 0; i < Parts; i++)
            _digests.AsSpan(i * SHA256.HashSizeInBytes, 2).CopyTo(tags[(2 * i)..]);
    }

    public void Dispose() => _part.Dispose();

    private void EndPart()
    {
        if (_begun > 0)
            _part.GetHashAndReset(_digests.AsSpan((_begun - 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
    }
}
