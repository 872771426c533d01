namespace Segno.Bogo;

/// <summary>A certificate whose key is not to be had when it is needed (-fail-cert-callback).</summary>
internal sealed class FailingSigner : ICredentialSigner
{
    public static TlsCredential Credential()
    {
        using TlsCredential credential = TlsCredential.CreateSelfSigned("bogo");
        return TlsCredential.FromSigner(credential.Chain, new FailingSigner());
    }

    public bool Supports(SignatureScheme scheme) => true;

    public ValueTask<int> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, Memory<byte> destination, CancellationToken cancellationToken) =>
        throw new ShimException("the certificate callback fails");
}
