using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake;

/// <summary>Copies a peer's chain out of the receive buffer, checking what a Certificate message may carry beside it.</summary>
internal static class PeerChain
{
    /// <exception cref="TlsException">unsupported_extension: an entry carries one that was not asked for (RFC 8446 §4.4.2).</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Copy(Certificate13 certificate, ReadOnlySpan<ExtensionType> allowedExtensions)
    {
        List<ReadOnlyMemory<byte>> chain = [];
        foreach (CertificateEntry entry in certificate.Entries)
        {
            foreach (ExtensionView extension in entry.Extensions)
            {
                if (!allowedExtensions.Contains(extension.Type))
                    throw new TlsException(TlsFaults.UnsolicitedExtension, $"{(ushort)extension.Type} in Certificate");
            }
            chain.Add(entry.Data.ToArray());
        }
        return chain;
    }

    public static IReadOnlyList<ReadOnlyMemory<byte>> Copy(Certificate12 certificate)
    {
        List<ReadOnlyMemory<byte>> chain = [];
        foreach (ReadOnlyMemory<byte> entry in certificate.Entries)
            chain.Add(entry.ToArray());
        return chain;
    }
}
