using System.Buffers.Binary;
using Segno.Crypto;
using Segno.Wire.Extensions;

namespace Segno.Tests.Certificates;

/// <summary>signature_algorithms of an imagined peer.</summary>
internal static class SchemeLists
{
    public static UInt16List All => Of([.. Signatures.Supported]);

    public static UInt16List Of(params SignatureScheme[] schemes)
    {
        byte[] encoded = new byte[2 * schemes.Length];
        for (int i = 0; i < schemes.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(encoded.AsSpan(2 * i), (ushort)schemes[i]);
        return new UInt16List(encoded);
    }
}
