using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Segno.Fuzz.Harness;

/// <summary>
/// Runs what an input needs and is not about, such as the connection that makes the session it resumes: the fuzzer does not see it, and so
/// does not take it for something that the input reached, once, before it was cached.
/// </summary>
internal static unsafe class Untraced
{
    /// <summary>Bytes of SharpFuzz's map.</summary>
    private const nuint MapSize = 1 << 16;

    private static readonly byte* s_elsewhere = (byte*)NativeMemory.AllocZeroed(MapSize);

    public static T Run<T>(Func<T> make)
    {
        byte* map = Trace.SharedMem;
        int location = Trace.PrevLocation;
        Trace.SharedMem = s_elsewhere;
        try
        {
            return make();
        }
        finally
        {
            Trace.SharedMem = map;
            Trace.PrevLocation = location;
        }
    }
}
