using Segno.Certificates;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Server;

/// <summary>What of a credential's staple goes out: what is there and was asked for.</summary>
internal static class StapleChoice
{
    public static Staple For(TlsCredential credential, in ExtensionBlock clientExtensions)
    {
        bool wantsOcsp = clientExtensions.TryGet(ExtensionType.StatusRequest, out ReadOnlyMemory<byte> status) && StatusRequestExtension.ParseAsksForOcsp(status);
        bool wantsTimestamps = clientExtensions.TryGet(ExtensionType.SignedCertificateTimestamp, out ReadOnlyMemory<byte> timestamps);
        if (wantsTimestamps)
            SignedCertificateTimestampExtension.ParseRequest(timestamps);
        return new Staple(wantsOcsp ? credential.OcspResponse : default, wantsTimestamps ? credential.SignedCertificateTimestamps : default);
    }
}
