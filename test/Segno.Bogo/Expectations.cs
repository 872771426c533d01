using System.Security.Authentication;
using Segno.Certificates;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Bogo;

/// <summary>What the runner wants the application to see of a connection.</summary>
internal static class Expectations
{
    /// <summary>After the handshake.</summary>
    public static void Check(TlsStream stream, ShimFlags flags, ShimState state, bool isResume)
    {
        ConnectionInfo info = stream.Info;
        bool isServer = flags.Has("server");
        Equal(flags.Number("expect-version"), Configurations.Code(info.Protocol), "version");
        Equal(isResume && !flags.Has("expect-session-miss"), info.Resumption.IsResumed, $"resumed ({info.Resumption.Decline})");
        if (!isServer && info.Protocol == SslProtocols.Tls12)
        {
            bool expected = !flags.Has("expect-no-session") && (!info.Resumption.IsResumed || flags.Has("expect-ticket-renewal"));
            Equal(expected, state.ClientSessions.Count > 0, "new session");
        }
        if (isServer && !isResume && (flags.Has("expect-session-id") || flags.Has("expect-no-session-id")))
            Equal(flags.Has("expect-session-id"), state.ServerSessions.Count > 0, "session kept by ID");
        if (flags.Has("expect-extended-master-secret"))
            Equal(true, info.ExtendedMasterSecret, "extended_master_secret");
        if (flags.Has("expect-hrr") || flags.Has("expect-no-hrr"))
            Equal(flags.Has("expect-hrr"), info.HelloRetryRequest, "HelloRetryRequest");
        Equal(flags.Number("expect-peer-signature-algorithm"), (int)(info.PeerSignatureScheme ?? 0), "the peer's signature scheme");
        Equal(flags.Number("expect-curve-id"), (int)(info.Group ?? 0), "group");
        Equal(flags.Number("expect-cipher"), (int)info.CipherSuite, "cipher suite");
        Equal(flags.Number("expect-cipher-aes"), (int)info.CipherSuite, "cipher suite");
        string protocol = (isServer ? flags.Text("select-alpn") : flags.Text("expect-alpn")) ?? "";
        Equal(protocol, info.ApplicationProtocol.Protocol.IsEmpty ? "" : info.ApplicationProtocol.ToString(), "application protocol");
        if (isServer && flags.Text("expect-server-name") is { } name)
            Equal(name, info.ServerName ?? "", "server_name");
        if (!isServer || flags.Has("require-any-client-certificate"))
            Equal(true, stream.PeerCertificates.Count > 0, "a certificate of the peer's");
        if (flags.Text("expect-ocsp-response") is { } response)
            Equal(response, Convert.ToBase64String(info.OcspResponse.Span), "the stapled OCSP response");
        if (flags.Text("expect-signed-cert-timestamps") is { } timestamps)
            Equal(timestamps, Convert.ToBase64String(info.SignedCertificateTimestamps.Span), "signed certificate timestamps");
        CheckPeerCertificate(stream, flags);
        CheckMessages(flags, state.Observer);
    }

    /// <summary>At the connection's end.</summary>
    public static void CheckAtEnd(TlsStream stream, ShimFlags flags, ShimState state)
    {
        if (!flags.Has("server") && stream.SslProtocol == SslProtocols.Tls13)
            Equal(!flags.Has("expect-no-session") && !flags.Has("shim-shuts-down"), state.ClientSessions.Count > 0, "new session");
        if (flags.Text("expect-msg-callback") is { } trace)
            Equal(trace, state.Observer.Trace, "the trace of messages");
    }

    private static void CheckPeerCertificate(TlsStream stream, ShimFlags flags)
    {
        if (flags.Text("expect-peer-cert-file") is not { } file)
            return;
        List<ReadOnlyMemory<byte>> expected = CertificatePem.Read(File.ReadAllText(file), file);
        Equal(string.Join(' ', expected.Select(der => Convert.ToHexString(der.Span))),
            string.Join(' ', stream.PeerCertificates.Select(der => Convert.ToHexString(der.Span))), "the peer's chain");
    }

    private static void CheckMessages(ShimFlags flags, ShimObserver observer)
    {
        if (flags.Numbers("expect-peer-verify-pref") is { Count: > 0 } schemes)
            Equal(string.Join(' ', schemes), string.Join(' ', PeerSchemes(flags, observer)), "the peer's signature schemes");
        if (flags.Text("expect-certificate-types") is { } types)
            Equal(types, Convert.ToBase64String(CertificateTypes(observer)), "certificate types");
        if (flags.Text("expect-client-ca-list") is { } authorities)
            Equal(authorities, string.Join(',', Authorities(observer)), "certificate authorities");
    }

    private static List<int> PeerSchemes(ShimFlags flags, ShimObserver observer)
    {
        List<int> schemes = [];
        foreach (ushort scheme in flags.Has("server") ? OfHello(observer) : OfRequest(observer.Received(HandshakeType.CertificateRequest)))
            schemes.Add(scheme);
        return schemes;
    }

    private static UInt16List OfHello(ShimObserver observer) =>
        Schemes(ClientHello.Parse(observer.Received(HandshakeType.ClientHello)).Extensions);

    private static UInt16List OfRequest(ReadOnlyMemory<byte> body) =>
        IsTls12(body) ? CertificateRequest12.Parse(body).SignatureSchemes : Schemes(CertificateRequest13.Parse(body).Extensions);

    private static UInt16List Schemes(in ExtensionBlock extensions)
    {
        extensions.TryGet(ExtensionType.SignatureAlgorithms, out ReadOnlyMemory<byte> body);
        return SignatureAlgorithmsExtension.Parse(body);
    }

    /// <summary>certificate_request_context of a handshake is empty; certificate_types of TLS 1.2 is not.</summary>
    private static bool IsTls12(ReadOnlyMemory<byte> certificateRequest) => certificateRequest.Span[0] != 0;

    private static byte[] CertificateTypes(ShimObserver observer)
    {
        ReadOnlySpan<byte> body = observer.Received(HandshakeType.CertificateRequest).Span;
        return body.Slice(1, body[0]).ToArray();
    }

    private static List<string> Authorities(ShimObserver observer)
    {
        ReadOnlyMemory<byte> body = observer.Received(HandshakeType.CertificateRequest);
        List<string> names = [];
        foreach (ReadOnlyMemory<byte> name in AuthoritiesOf(body))
            names.Add(Convert.ToHexStringLower(name.Span));
        return names;
    }

    private static DistinguishedNameList AuthoritiesOf(ReadOnlyMemory<byte> body)
    {
        if (IsTls12(body))
            return CertificateRequest12.Parse(body).Authorities;
        CertificateRequest13.Parse(body).Extensions.TryGet(ExtensionType.CertificateAuthorities, out ReadOnlyMemory<byte> list);
        return CertificateAuthoritiesExtension.Parse(list);
    }

    private static void Equal(int? expected, int actual, string what)
    {
        if (expected is { } number)
            ShimException.Require(number == actual, $"{what}: expected 0x{number:x4}, found 0x{actual:x4}");
    }

    private static void Equal(bool expected, bool actual, string what) => ShimException.Require(expected == actual, $"{what}: expected {expected}, found {actual}");

    private static void Equal(string expected, string actual, string what) => ShimException.Require(expected == actual, $"{what}: expected '{expected}', found '{actual}'");
}
