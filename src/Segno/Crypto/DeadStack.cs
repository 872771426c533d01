using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Segno.Crypto;

/// <summary>
/// Zeroes the stack below the caller, where calls that have returned lay: what libraries leave in their frames, and registers that were put there.
/// The next calls may overwrite it, or not for long.
/// </summary>
/// <remarks>
/// Registers first, since libraries copy secrets through them and leave them there, and the runtime puts them on the stack: all of them when a
/// collection stops the thread, those that pass arguments when a call goes through a stub that prepares the method or counts its calls. Then the stack,
/// without a call: such a stub would put them below what is zeroed here, where nothing comes by again.
/// </remarks>
internal static unsafe class DeadStack
{
    /// <summary>Deeper than the key schedule goes, and the handshake with it.</summary>
    private const int Usual = 16 * 1024;

    /// <summary>ML-KEM keeps a matrix of polynomials on the stack.</summary>
    private const int OfMlKem = 32 * 1024;

    public static void Zero()
    {
        ZeroRegisters();
        Zero(Usual);
    }

    public static void ZeroAfterMlKem()
    {
        ZeroRegisters();
        Zero(OfMlKem);
    }

    /// <summary>
    /// For what has used a key that lives on, where the stack would cost too much: libraries leave the whole of it in registers that little else
    /// uses (OpenSSL's ChaCha20 in zmm16 to zmm31), to be put on the stack long after.
    /// </summary>
    /// <remarks>
    /// As many values at once as a processor has vector registers, 32 with AVX-512 and on ARM64: so each of them is loaded with zeros (its upper parts
    /// too, which a load of 128 bits clears). The compiler does not know that they are, and must not wait to optimise: else all of this is in memory.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ZeroRegisters()
    {
        Vector128<byte>* zeros = stackalloc Vector128<byte>[32];
        long* words = (long*)zeros;
        Vector128<byte> v0 = zeros[0], v1 = zeros[1], v2 = zeros[2], v3 = zeros[3], v4 = zeros[4], v5 = zeros[5], v6 = zeros[6], v7 = zeros[7];
        Vector128<byte> v8 = zeros[8], v9 = zeros[9], v10 = zeros[10], v11 = zeros[11], v12 = zeros[12], v13 = zeros[13], v14 = zeros[14], v15 = zeros[15];
        Vector128<byte> v16 = zeros[16], v17 = zeros[17], v18 = zeros[18], v19 = zeros[19], v20 = zeros[20], v21 = zeros[21], v22 = zeros[22], v23 = zeros[23];
        Vector128<byte> v24 = zeros[24], v25 = zeros[25], v26 = zeros[26], v27 = zeros[27], v28 = zeros[28], v29 = zeros[29], v30 = zeros[30], v31 = zeros[31];
        long r0 = words[0], r1 = words[1], r2 = words[2], r3 = words[3], r4 = words[4], r5 = words[5], r6 = words[6], r7 = words[7];
        words[1] = r0; words[2] = r1; words[3] = r2; words[4] = r3; words[5] = r4; words[6] = r5; words[7] = r6; words[0] = r7;
        zeros[1] = v0; zeros[2] = v1; zeros[3] = v2; zeros[4] = v3; zeros[5] = v4; zeros[6] = v5; zeros[7] = v6; zeros[8] = v7;
        zeros[9] = v8; zeros[10] = v9; zeros[11] = v10; zeros[12] = v11; zeros[13] = v12; zeros[14] = v13; zeros[15] = v14; zeros[16] = v15;
        zeros[17] = v16; zeros[18] = v17; zeros[19] = v18; zeros[20] = v19; zeros[21] = v20; zeros[22] = v21; zeros[23] = v22; zeros[24] = v23;
        zeros[25] = v24; zeros[26] = v25; zeros[27] = v26; zeros[28] = v27; zeros[29] = v28; zeros[30] = v29; zeros[31] = v30; zeros[0] = v31;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static void Zero(int bytes)
    {
        byte* below = stackalloc byte[bytes];
        for (byte* end = below + bytes; below < end; below += 4 * Vector256<byte>.Count)
        {
            Vector256<byte>.Zero.Store(below);
            Vector256<byte>.Zero.Store(below + Vector256<byte>.Count);
            Vector256<byte>.Zero.Store(below + (2 * Vector256<byte>.Count));
            Vector256<byte>.Zero.Store(below + (3 * Vector256<byte>.Count));
        }
    }
}
