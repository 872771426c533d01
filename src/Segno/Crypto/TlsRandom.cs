using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>The one source of randomness of the protocol. Tests pass a fixed one; key generation inside the system's own libraries is not reached by it.</summary>
internal abstract class TlsRandom
{
    /// <summary>The system's generator.</summary>
    public static TlsRandom System { get; } = new SystemRandom();

    public abstract void Fill(Span<byte> destination);

    private sealed class SystemRandom : TlsRandom
    {
        public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
    }
}
