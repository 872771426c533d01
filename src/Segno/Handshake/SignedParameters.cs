using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake;

/// <summary>What ServerKeyExchange signs: both randoms and the parameters (RFC 8422 §5.4).</summary>
internal static class SignedParameters
{
    public static byte[] Write(ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom, NamedGroup group, ReadOnlySpan<byte> publicKey)
    {
        using WireBuffer buffer = new();
        TlsWriter writer = new(buffer);
        writer.WriteBytes(clientRandom);
        writer.WriteBytes(serverRandom);
        ServerKeyExchange.WriteParameters(writer, group, publicKey);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same over the parameters as received.</summary>
    public static byte[] Concatenate(ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom, ReadOnlySpan<byte> parameters) =>
        [.. clientRandom, .. serverRandom, .. parameters];
}
