using Segno.Testing.Raw;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Fuzz.Differential;

/// <summary>Where Segno and OpenSSL 3 answer a ClientHello differently, and why that is as it should be.</summary>
internal static class KnownDifferences
{
    /// <summary>Extensions of a ClientHello that OpenSSL reads and Segno does not have: max_fragment_length, srp, use_srtp, encrypt_then_mac, signature_algorithms_cert, post_handshake_auth.</summary>
    private static readonly ushort[] s_onlyOpenSsl = [1, 12, 14, 22, 49, 50];

    private static readonly (string Why, Func<Case, bool> Holds)[] s_known =
    [
        ("legacy_version is ignored where supported_versions is there (RFC 8446 §4.2.1); OpenSSL wants 3 as its first byte",
            static it => it.Hello is { } hello && hello.LegacyVersion >> 8 != 3 && hello.Has(ExtensionType.SupportedVersions) && it.OtherRefuses),
        ("an extension that Segno does not have is ignored (RFC 8446 §4.2), whatever is in it",
            static it => it.Hello is { } hello && hello.Extensions.Exists(static extension => s_onlyOpenSsl.Contains(extension.Type)) && it.OtherRefuses),
        ("OpenSSL looks for a signature scheme before it asks for another key share, Segno when it signs",
            static it => it.Segno.Verdict == HelloVerdict.Retried && it.Other.Alert == AlertDescription.HandshakeFailure),
        ("a server may check that key shares are of groups that supported_groups lists (RFC 8446 §4.2.8); Segno takes a share for the offer that it is",
            static it => it.Other.Alert == AlertDescription.IllegalParameter && it.Hello is { } hello && !SharesAreListed(hello)),
        ("Segno reads status_request when it makes its Certificate, and so after a HelloRetryRequest",
            static it => it.Segno.Verdict == HelloVerdict.Retried && it.Other.Alert == AlertDescription.DecodeError && it.Hello?.Extension(ExtensionType.StatusRequest) is { } body && !IsRead(body)),
        ("Segno reads extensions to their end; OpenSSL passes over some, and over what is left behind some",
            static it => it.Fault is { } fault && (fault == TlsFaults.MalformedExtension || fault == TlsFaults.TrailingData || fault == TlsFaults.Malformed || fault == TlsFaults.DuplicateExtension)),
        ("OpenSSL 3.0 does not know record_size_limit (RFC 8449)",
            static it => it.Fault == TlsFaults.IllegalRecordSizeLimit),
        ("a server_name that is no host name is illegal (RFC 6066 §3); SslStream looks at it only where certificates are chosen by it",
            static it => it.Fault == TlsFaults.IllegalServerName),
        ("OpenSSL signs with SHA-1 in TLS 1.2 where a client has, or by silence has, nothing else",
            static it => it.Fault == TlsFaults.NoCommonSignatureScheme && it.Other.Verdict == HelloVerdict.Tls12),
        ("OpenSSL has groups that this server was not given: P-384, P-521, X448 and finite fields",
            static it => it.Fault == TlsFaults.NoCommonGroup),
        ("a list of point formats has the uncompressed one (RFC 8422 §5.1.2); OpenSSL goes on without",
            static it => it.Fault == TlsFaults.IllegalPointFormat),
    ];

    public static bool Explains(byte[] sent, HelloAnswer segno, TlsException? reason, HelloAnswer other)
    {
        Case it = new(Parse(sent), segno, reason?.Fault, other);
        return Array.Exists(s_known, known => known.Holds(it));
    }

    /// <summary>The hello, if its form is right.</summary>
    private static RawHello? Parse(byte[] sent)
    {
        List<byte> message = [];
        for (int at = 0; at + 5 <= sent.Length;)
        {
            int length = (sent[at + 3] << 8) | sent[at + 4];
            message.AddRange(sent.Skip(at + 5).Take(length));
            at += 5 + length;
        }
        try
        {
            return message.Count < 4 ? null : RawHello.Parse(message.ToArray().AsSpan(4));
        }
        catch (TlsException)
        {
            return null;
        }
    }

    private static bool SharesAreListed(RawHello hello)
    {
        if (hello.Extension(ExtensionType.KeyShare) is not { Length: > 2 } shares || hello.Extension(ExtensionType.SupportedGroups) is not { } groups)
            return true;
        for (int at = 2; at + 4 <= shares.Length; at += 4 + ((shares[at + 2] << 8) | shares[at + 3]))
        {
            ReadOnlySpan<byte> group = shares.AsSpan(at, 2);
            bool listed = false;
            for (int i = 2; i + 2 <= groups.Length; i += 2)
                listed |= groups.AsSpan(i, 2).SequenceEqual(group);
            if (!listed)
                return false;
        }
        return true;
    }

    private static bool IsRead(byte[] statusRequest)
    {
        try
        {
            _ = StatusRequestExtension.ParseAsksForOcsp(statusRequest);
            return true;
        }
        catch (TlsException)
        {
            return false;
        }
    }

    private sealed record Case(RawHello? Hello, HelloAnswer Segno, TlsFault? Fault, HelloAnswer Other)
    {
        public bool OtherRefuses => Other.Verdict == HelloVerdict.Refused;
    }
}
