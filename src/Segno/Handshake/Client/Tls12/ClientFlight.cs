using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The client's flight of a full handshake: Certificate and CertificateVerify where asked for, ClientKeyExchange, change_cipher_spec, Finished (RFC 5246 §7.3).</summary>
internal static class ClientFlight
{
    public static async ValueTask SendAsync(
        Connection connection, ReadOnlyMemory<byte> serverPublicKey, CertificateRequestFacts? request, CancellationToken cancellationToken)
    {
        ClientHandshake hs = connection.Handshake;
        (TlsCredential Credential, SignatureScheme Scheme)? identity = request is null ? null : ChooseIdentity(hs, request);
        if (request is not null)
            hs.Send(Certificate12.FromChain(identity?.Credential.Chain ?? []));

        connection.Keys = ConnectionKeys.Derive(connection, Exchange(connection, serverPublicKey.Span));

        if (identity is { } choice)
            await SendCertificateVerifyAsync(hs, choice.Credential, choice.Scheme, cancellationToken).ConfigureAwait(false);
        hs.Transcript.DropMessages();
        connection.SendFinished();
    }

    private static (TlsCredential Credential, SignatureScheme Scheme)? ChooseIdentity(ClientHandshake hs, CertificateRequestFacts request)
    {
        foreach (TlsCredential credential in hs.Configuration.Options.Credentials)
        {
            if (request.Allows(credential.Authentication)
                && credential.ChooseScheme(ProtocolVersion.Tls12, request.Schemes, hs.Configuration.SignatureSchemes) is { } scheme)
            {
                return (credential, scheme);
            }
        }
        return null;
    }

    /// <summary>Sends the client's ECDHE key and makes the master secret, over the transcript up to and including that message (RFC 7627 §4).</summary>
    private static SecretBuffer Exchange(Connection connection, ReadOnlySpan<byte> serverPublicKey)
    {
        ClientHandshake hs = connection.Handshake;
        NamedGroup group = connection.Facts.Group!.Value;
        byte[] publicKey = new byte[KeyShares.ResponseLength(group)];
        Span<byte> premaster = stackalloc byte[KeyShares.SharedSecretLength(group)];
        try
        {
            KeyShares.Respond(group, serverPublicKey, hs.Configuration.Random, publicKey, premaster);
            hs.Send(new ClientKeyExchange(publicKey));
            return Premaster.ToMasterSecret(connection.Facts, hs.Transcript, premaster, hs.ClientRandom, hs.ServerRandom);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(premaster);
        }
    }

    private static async ValueTask SendCertificateVerifyAsync(
        ClientHandshake hs, TlsCredential credential, SignatureScheme scheme, CancellationToken cancellationToken)
    {
        byte[] signature = new byte[TlsCredential.MaxSignatureLength];
        int signed = await credential.SignAsync(scheme, hs.Transcript.Messages, signature, cancellationToken).ConfigureAwait(false);
        hs.Send(new CertificateVerify(scheme, signature.AsMemory(0, signed)));
    }
}
