using System.Buffers.Binary;
using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Testing;

/// <summary>Bytes that look random and are the same in every run: SHA-256 over a seed and a counter.</summary>
internal sealed class FixedRandom(int seed = 0) : TlsRandom
{
    private readonly Lock _lock = new();
    private readonly byte[] _block = new byte[SHA256.HashSizeInBytes];
    private ulong _counter;
    private int _used = SHA256.HashSizeInBytes;

    public override void Fill(Span<byte> destination)
    {
        lock (_lock)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                if (_used == _block.Length)
                    NextBlock();
                destination[i] = _block[_used++];
            }
        }
    }

    private void NextBlock()
    {
        Span<byte> input = stackalloc byte[sizeof(int) + sizeof(ulong)];
        BinaryPrimitives.WriteInt32BigEndian(input, seed);
        BinaryPrimitives.WriteUInt64BigEndian(input[sizeof(int)..], _counter++);
        SHA256.HashData(input, _block);
        _used = 0;
    }
}
