using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.MemorySearch;

/// <summary>The system's generator; says, masked, what it gave: ephemeral keys, ticket keys, and what goes over the wire anyway.</summary>
internal sealed class ReportedRandom(Reporter reporter) : TlsRandom
{
    public override void Fill(Span<byte> destination)
    {
        RandomNumberGenerator.Fill(destination);
        if (destination.Length >= 32)
            reporter.Say($"random {Mask.Write(destination)}");
    }
}
