using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Segno.AspNetCore;

/// <summary>What the layers above may know of a connection's TLS, in the interfaces that they know.</summary>
internal sealed class SegnoConnectionFeature(TlsStream stream) : IResumptionFeature, ITlsConnectionFeature, ITlsHandshakeFeature, ITlsApplicationProtocolFeature
{
    private X509Certificate2? _clientCertificate;

    public TlsStream Stream => stream;

    public ConnectionInfo Info => stream.Info;

    public X509Certificate2? ClientCertificate
    {
        get => _clientCertificate ??= stream.PeerCertificate;
        set => _clientCertificate = value;
    }

    public ReadOnlyMemory<byte> ApplicationProtocol => Info.ApplicationProtocol.Protocol;

    public SslProtocols Protocol => Info.Protocol;

    public TlsCipherSuite? NegotiatedCipherSuite => Info.CipherSuite;

    public string HostName => Info.ServerName ?? "";

    /// <summary>Segno asks for a certificate in the handshake or never (no renegotiation, no post-handshake authentication).</summary>
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    // The suite says all of this; the interface still asks for its parts.
#pragma warning disable SYSLIB0058
    CipherAlgorithmType ITlsHandshakeFeature.CipherAlgorithm => CipherAlgorithmType.None;

    int ITlsHandshakeFeature.CipherStrength => 0;

    HashAlgorithmType ITlsHandshakeFeature.HashAlgorithm => HashAlgorithmType.None;

    int ITlsHandshakeFeature.HashStrength => 0;

    ExchangeAlgorithmType ITlsHandshakeFeature.KeyExchangeAlgorithm => ExchangeAlgorithmType.None;

    int ITlsHandshakeFeature.KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058
}
