using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Server;

/// <summary>The certificate a host signs with on one connection, and the scheme.</summary>
internal readonly record struct CredentialChoice(TlsCredential Credential, SignatureScheme Scheme)
{
    /// <summary>The first of the host's certificates that can sign with a scheme that both sides accept (RFC 8446 §4.4.2.2); null if there is none.</summary>
    public static CredentialChoice? Choose(
        ServerHandshake hs, ServerHost host, ProtocolVersion version, UInt16List peerSchemes, Func<TlsCredential, bool>? usable = null)
    {
        foreach (TlsCredential credential in host.Options.Credentials)
        {
            if (usable is not null && !usable(credential))
                continue;
            if (credential.ChooseScheme(version, peerSchemes, hs.Configuration.SignatureSchemes) is { } scheme)
                return new CredentialChoice(credential, scheme);
        }
        return null;
    }
}
