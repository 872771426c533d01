using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Handshake.Negotiation;
using Segno.Wire;

namespace Segno.Handshake.Server.Tls12;

/// <summary>Suite, certificate and group of a full TLS 1.2 handshake, which depend on each other (RFC 8422 §5.1, RFC 5246 §7.4.1.3).</summary>
internal static class FullNegotiation
{
    /// <exception cref="TlsException">handshake_failure: nothing in common.</exception>
    public static (CipherSuite Suite, CredentialChoice Credential, NamedGroup Group) Choose(ServerHandshake hs, ServerHost host, ClientOffer offer)
    {
        // RFC 8422 §4 would let the server guess a group for a client without supported_groups. No such client is left that has the suites here.
        NamedGroup? group = offer.HasGroups ? GroupNegotiation.Choose(hs.Configuration.Groups, offer.Groups, KeyShares.IsTls12) : null;

        CipherSuite suite = CipherSuiteNegotiation.Choose(
            hs.Configuration.CipherSuites, offer.Hello.CipherSuites, ProtocolVersion.Tls12, hs.Configuration.Options.PreferClientChaCha,
            candidate => CredentialFor(hs, host, offer, candidate) is not null) ?? throw NothingInCommon(hs, offer);
        return (suite, CredentialFor(hs, host, offer, suite)!.Value, group ?? throw new TlsException(TlsFaults.NoCommonGroup));
    }

    private static CredentialChoice? CredentialFor(ServerHandshake hs, ServerHost host, ClientOffer offer, CipherSuite suite) =>
        CredentialChoice.Choose(hs, host, ProtocolVersion.Tls12, offer.SignatureSchemes, credential => Fits(credential, suite, offer));

    private static TlsException NothingInCommon(ServerHandshake hs, ClientOffer offer)
    {
        bool anySuite = CipherSuiteNegotiation.Choose(hs.Configuration.CipherSuites, offer.Hello.CipherSuites, ProtocolVersion.Tls12, false) is not null;
        return new TlsException(anySuite ? TlsFaults.NoCommonSignatureScheme : TlsFaults.NoCommonCipherSuite);
    }

    /// <summary>The key is of the suite's kind, and an ECDSA key on a curve that the client lists (RFC 8422 §5.1).</summary>
    private static bool Fits(TlsCredential credential, CipherSuite suite, in ClientOffer offer) =>
        credential.Authentication == suite.Authentication
        && (credential.KeyGroup is not { } curve || !offer.HasGroups || offer.Groups.Contains((ushort)curve));
}
