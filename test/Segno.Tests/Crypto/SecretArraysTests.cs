using Segno.Crypto;
using Segno.Resumption;

namespace Segno.Tests.Crypto;

/// <summary>An array that is free may be rented by any other test: these run alone.</summary>
[Collection(nameof(ZeroisationTests))]
public sealed class SecretArraysTests
{
    [Fact]
    public void An_array_does_not_move_and_comes_back_zeroed()
    {
        byte[] array = SecretArrays.Rent();
        Assert.Equal(SecretArrays.Length, array.Length);
        // Where pinned objects lie, nothing is young.
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(array));
        array.AsSpan().Fill(1);
        SecretArrays.Return(array);
        Assert.False(array.AsSpan().ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void What_was_not_written_need_not_be_zeroed()
    {
        byte[] array = SecretArrays.Rent();
        array.AsSpan(0, 100).Fill(1);
        SecretArrays.Return(array, used: 100);
        Assert.False(array.AsSpan().ContainsAnyExcept((byte)0));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Of_two_who_have_a_lent_array_the_last_zeroes_it(bool serviceIsLate)
    {
        LentArray lent = new();
        Memory<byte> memory = lent.Memory(10);
        TaskCompletionSource<int> service = new();
        memory.Span.Fill(1);
        Task<int> lending = lent.LendAsync(() => new ValueTask<int>(service.Task)).AsTask();
        if (serviceIsLate)
            lent.Release();
        else
            await EndAsync();
        Assert.Equal(1, memory.Span[9]);
        if (serviceIsLate)
            await EndAsync();
        else
            lent.Release();
        Assert.False(memory.Span.ContainsAnyExcept((byte)0));

        async Task EndAsync()
        {
            service.SetResult(1);
            Assert.Equal(1, await lending);
        }
    }

    [Fact]
    public async Task What_a_late_service_writes_is_zeroed_when_it_ends_and_so_is_what_a_failing_one_wrote()
    {
        LentArray lent = new();
        Memory<byte> memory = lent.Memory(10);
        TaskCompletionSource<int> service = new();
        memory.Span.Fill(1);
        Task<int> lending = lent.LendAsync(() => new ValueTask<int>(service.Task)).AsTask();
        lent.ZeroAndRelease();
        Assert.False(memory.Span.ContainsAnyExcept((byte)0));
        memory.Span.Fill(2);
        service.SetException(new IOException("down"));
        await Assert.ThrowsAsync<IOException>(() => lending);
        Assert.False(memory.Span.ContainsAnyExcept((byte)0));
    }
}
