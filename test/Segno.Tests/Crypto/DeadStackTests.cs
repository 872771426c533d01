using System.Runtime.CompilerServices;
using Segno.Crypto;

namespace Segno.Tests.Crypto;

/// <summary>What lies where no frame is may be overwritten at any time: alone, so that no collection of another test's stops the thread.</summary>
[Collection(nameof(ZeroisationTests))]
public sealed unsafe class DeadStackTests
{
    private const byte Secret = 0xa5;

    [Fact]
    public void What_a_call_has_left_is_zeroed()
    {
        byte* place = Leave();
        byte before = *place;
        DeadStack.Zero();
        byte after = *place;
        Assert.Equal((Secret, 0), (before, after));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* Leave()
    {
        byte* room = stackalloc byte[4096];
        new Span<byte>(room, 4096).Fill(Secret);
        return room + 2048;
    }
}
