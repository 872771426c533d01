using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>
/// Zeroes the stack below the caller, where calls that have returned lay: what libraries leave in their frames, and registers that were put there
/// when the thread was stopped for a collection. The next calls may overwrite it, or not for long.
/// </summary>
internal static class DeadStack
{
    /// <summary>Deeper than the key schedule goes, and the handshake with it.</summary>
    private const int Usual = 16 * 1024;

    /// <summary>ML-KEM keeps a matrix of polynomials on the stack.</summary>
    private const int OfMlKem = 32 * 1024;

    public static void Zero() => Zero(Usual);

    public static void ZeroAfterMlKem() => Zero(OfMlKem);

    [MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
    private static void Zero(int bytes)
    {
        Span<byte> below = stackalloc byte[bytes];
        CryptographicOperations.ZeroMemory(below);
    }
}
