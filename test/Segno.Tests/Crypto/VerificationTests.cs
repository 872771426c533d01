using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Tests.Crypto;

/// <summary>What is compared with a Finished or a binder: all of it. That the time does not tell where it differs is measured by eng/timing.</summary>
public sealed class VerificationTests
{
    private static readonly byte[] s_secret = [.. Enumerable.Range(1, 48).Select(static i => (byte)i)];
    private static readonly byte[] s_hash = [.. Enumerable.Range(100, 32).Select(static i => (byte)i)];

    [Fact]
    public void Every_bit_of_a_Finished_of_TLS_13_counts()
    {
        byte[] right = new byte[32];
        TrafficSecrets.FinishedVerifyData(HashAlgorithmName.SHA256, s_secret.AsSpan(0, 32), s_hash, right);
        EveryBitCounts(right, received => TrafficSecrets.VerifyFinished(HashAlgorithmName.SHA256, s_secret.AsSpan(0, 32), s_hash, received));
    }

    [Fact]
    public void Every_bit_of_a_Finished_of_TLS_12_counts()
    {
        byte[] right = new byte[Prf12.VerifyDataLength];
        Prf12.VerifyData(HashAlgorithmName.SHA256, s_secret, TlsRole.Client, s_hash, right);
        EveryBitCounts(right, received => Prf12.VerifyFinished(HashAlgorithmName.SHA256, s_secret, TlsRole.Client, s_hash, received));
    }

    [Fact]
    public void Every_bit_of_a_binder_counts()
    {
        byte[] right = new byte[32];
        using EarlySecret early = EarlySecret.FromPsk(HashAlgorithmName.SHA256, s_secret.AsSpan(0, 32));
        early.ComputeBinder(s_hash, right);
        EveryBitCounts(right, received => early.VerifyBinder(s_hash, received));
    }

    private static void EveryBitCounts(byte[] right, Func<byte[], bool> verify)
    {
        Assert.True(verify(right));
        for (int bit = 0; bit < 8 * right.Length; bit++)
        {
            byte[] wrong = [.. right];
            wrong[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(verify(wrong));
        }
        Assert.False(verify(right[..^1]));
        Assert.False(verify([.. right, 0]));
        Assert.False(verify([]));
    }
}
