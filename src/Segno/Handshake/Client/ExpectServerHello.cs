using System.Net.Security;
using Segno.Crypto;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client;

/// <summary>The server's first word: its version, and with it the way on (RFC 8446 §4.1.3).</summary>
internal sealed class ExpectServerHello(ClientHandshake hs, ClientHelloPlan plan) : HandshakeState
{
    private bool _sawChangeCipherSpec;

    public override string Awaits => nameof(HandshakeType.ServerHello);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ServerHello hello = message.As<ServerHello>();
        if (SelectsTls13(hello))
        {
            hs.Output.SetVersion(ProtocolVersion.Tls13);
            CipherSuite suite = RequireTls13(hello);
            return hello.IsHelloRetryRequest
                ? Tls13.HelloRetry.Answer(hs, plan, message, hello, suite)
                : await Tls13.ServerHelloAnswer.TakeAsync(hs, plan, message, hello, suite, cancellationToken).ConfigureAwait(false);
        }
        if (plan.RetrySuite is not null)
            throw new TlsException(TlsFaults.InconsistentServerHello, "TLS 1.2 after a HelloRetryRequest");
        RequireTls12(hello);
        if (_sawChangeCipherSpec)
            throw new TlsException(TlsFaults.BadChangeCipherSpec, "before a ServerHello of TLS 1.2");
        hs.Output.SetVersion(ProtocolVersion.Tls12);
        return await Tls12.ServerHelloAnswer.TakeAsync(hs, plan, message, hello, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask OnFailureAsync(CancellationToken cancellationToken) => hs.ForgetOfferedAsync(cancellationToken);

    /// <summary>
    /// RFC 8446 §5: before the ServerHello a TLS 1.3 server in a hurry may already have sent its dummy change_cipher_spec. Whether it was one shows
    /// when the version is known.
    /// </summary>
    public override HandshakeState OnChangeCipherSpec(RecordBoundary boundary)
    {
        if (!hs.Configuration.Tls13)
            return base.OnChangeCipherSpec(boundary);
        _sawChangeCipherSpec = true;
        return this;
    }

    private bool SelectsTls13(ServerHello hello)
    {
        if (!hello.Extensions.TryGet(ExtensionType.SupportedVersions, out ReadOnlyMemory<byte> body))
            return false;
        if (!hs.Configuration.Tls13)
            throw new TlsException(TlsFaults.UnsolicitedExtension, "supported_versions");
        // RFC 8446 §4.2.1: the extension never selects a version before TLS 1.3.
        return SupportedVersionsExtension.ParseSelected(body) == (ushort)ProtocolVersion.Tls13
            ? true
            : throw new TlsException(TlsFaults.IllegalSelectedVersion);
    }

    private CipherSuite RequireTls13(ServerHello hello)
    {
        if (hello.LegacyVersion != (ushort)ProtocolVersion.Tls12)
            throw new TlsException(TlsFaults.IllegalLegacyVersion);
        if (!hello.SessionIdEcho.Span.SequenceEqual(plan.SessionId.Span))
            throw new TlsException(TlsFaults.IllegalSessionIdEcho);
        // In TLS 1.3 it is no choice any more, but a byte of the syntax (RFC 8446 §4.1.3).
        if (hello.CompressionMethod != 0)
            throw new TlsException(TlsFaults.Malformed, "legacy_compression_method is not 0");
        CipherSuite? suite = Find(hello.CipherSuite, ProtocolVersion.Tls13);
        if (suite is null || (plan.RetrySuite is not null && plan.RetrySuite != suite))
            throw new TlsException(TlsFaults.IllegalCipherSuite, hello.CipherSuite.ToString());
        return suite;
    }

    private void RequireTls12(ServerHello hello)
    {
        if (!hs.Configuration.Tls12 || hello.LegacyVersion != (ushort)ProtocolVersion.Tls12 || hello.IsHelloRetryRequest)
            throw new TlsException(TlsFaults.UnsupportedVersion, $"the server chose 0x{hello.LegacyVersion:x4}");
        // RFC 8446 §4.1.3: also in a resumed handshake.
        if (hs.Configuration.Tls13 && DowngradeSentinel.IsPresent(hello.Random.Span))
            throw new TlsException(TlsFaults.DowngradeDetected);
        if (hello.CompressionMethod != 0)
            throw new TlsException(TlsFaults.IllegalCompression);
    }

    private CipherSuite? Find(TlsCipherSuite code, ProtocolVersion version) =>
        hs.Configuration.CipherSuites.FirstOrDefault(suite => suite.Code == code && suite.Version == version);
}
