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

    [Fact]
    public void What_a_call_has_left_in_registers_is_zeroed()
    {
        double* before = stackalloc double[8];
        double* after = stackalloc double[8];
        // Called without its arguments, it finds what is in their registers.
        delegate*<double*, void> capture = (delegate*<double*, void>)(delegate*<double*, double, double, double, double, double, double, double, double, void>)&Capture;
        Fill(1, 2, 3, 4, 5, 6, 7, 8);
        capture(before);
        Fill(1, 2, 3, 4, 5, 6, 7, 8);
        DeadStack.Zero();
        capture(after);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], new Span<double>(before, 8));
        Assert.Equal(new double[8], new Span<double>(after, 8));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static void Fill(double a, double b, double c, double d, double e, double f, double g, double h)
    {
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Capture(double* place, double a, double b, double c, double d, double e, double f, double g, double h)
    {
        place[0] = a;
        place[1] = b;
        place[2] = c;
        place[3] = d;
        place[4] = e;
        place[5] = f;
        place[6] = g;
        place[7] = h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* Leave()
    {
        byte* room = stackalloc byte[4096];
        new Span<byte>(room, 4096).Fill(Secret);
        return room + 2048;
    }
}
