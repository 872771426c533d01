using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Tests.Vectors;

namespace Segno.Tests.Crypto;

public sealed class TranscriptHashTests
{
    [Fact]
    public void The_running_hash_is_that_of_RFC_8448_section_3_at_every_point()
    {
        using TranscriptHash transcript = new(HashAlgorithmName.SHA256);
        Append(transcript, Rfc8448Simple.ClientHello, Rfc8448Simple.ServerHello);
        Assert.Equal(Rfc8448SimpleKeys.HelloHash, Current(transcript));
        Append(transcript, Rfc8448Simple.EncryptedExtensions, Rfc8448Simple.Certificate, Rfc8448Simple.CertificateVerify, Rfc8448Simple.ServerFinished);
        Assert.Equal(Rfc8448SimpleKeys.ServerFinishedHash, Current(transcript));
        Assert.Equal(Rfc8448SimpleKeys.ServerFinishedHash, Current(transcript));
        Append(transcript, Rfc8448Simple.ClientFinished);
        Assert.Equal(Rfc8448SimpleKeys.ClientFinishedHash, Current(transcript));
    }

    [Fact]
    [Requirement("C129")]
    public void A_hello_may_come_in_two_parts_as_it_does_for_a_binder()
    {
        using TranscriptHash transcript = new(HashAlgorithmName.SHA256);
        Append(transcript, Rfc8448Resumed.ClientHelloPrefix);
        Assert.Equal(Rfc8448ResumedKeys.BinderHash, Current(transcript));
        Append(transcript, Rfc8448Resumed.Binders);
        Assert.Equal(Rfc8448ResumedKeys.ClientHelloHash, Current(transcript));
        Append(transcript, Rfc8448Resumed.ServerHello);
        Assert.Equal(Rfc8448ResumedKeys.HelloHash, Current(transcript));
    }

    [Fact]
    public void A_HelloRetryRequest_rolls_the_first_hello_up_as_in_RFC_8448_section_5()
    {
        using TranscriptHash transcript = new(HashAlgorithmName.SHA256);
        Append(transcript, Rfc8448Retry.ClientHello1);
        transcript.RollUpForHelloRetry();
        Append(transcript, Rfc8448Retry.HelloRetryRequest, Rfc8448Retry.ClientHello2, Rfc8448Retry.ServerHello);
        Assert.Equal(Rfc8448RetryKeys.HelloHash, Current(transcript));
        Append(transcript, Rfc8448Retry.RestOfFlight, Rfc8448Retry.ServerFinished);
        Assert.Equal(Rfc8448RetryKeys.ServerFinishedHash, Current(transcript));
    }

    [Fact]
    public void The_synthetic_message_carries_the_length_of_SHA_384()
    {
        using TranscriptHash transcript = new(HashAlgorithmName.SHA384);
        transcript.Append("hello"u8);
        transcript.RollUpForHelloRetry();
        byte[] synthetic = [254, 0, 0, 48, .. SHA384.HashData("hello"u8)];
        Assert.Equal(Convert.ToHexStringLower(SHA384.HashData(synthetic)), Current(transcript));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void The_destination_has_exactly_the_hash_length(int length)
    {
        using TranscriptHash transcript = new(HashAlgorithmName.SHA256);
        Assert.Equal(32, transcript.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => transcript.Current(new byte[length]));
    }

    private static void Append(TranscriptHash transcript, params ReadOnlySpan<string> messages)
    {
        foreach (string message in messages)
            transcript.Append(Convert.FromHexString(message));
    }

    private static string Current(TranscriptHash transcript)
    {
        byte[] hash = new byte[transcript.Length];
        transcript.Current(hash);
        return Convert.ToHexStringLower(hash);
    }
}
