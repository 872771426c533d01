using System.Net.Security;
using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Matrix;

/// <summary>How a connection of the matrix comes about.</summary>
public enum Way
{
    Full12,
    SessionId,
    Ticket,
    Full13,
    PskDhe,
    Psk,
}

/// <summary>Who asks for a client certificate, and whether there is one.</summary>
public enum ClientAuth
{
    None,
    OptionalAbsent,
    OptionalPresent,
    Required,
}

/// <summary>One combination.</summary>
public sealed record MatrixCase(Way Way, ClientAuth Auth, bool Retry, TlsCipherSuite Suite, KeyKind Key, bool OneByteReads, bool SlowServices)
{
    private static readonly TlsCipherSuite[] s_suites13 =
        [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256];

    private static readonly TlsCipherSuite[] s_suites12Ecdsa =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    private static readonly TlsCipherSuite[] s_suites12Rsa =
    [
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    public bool IsTls13 => Way is Way.Full13 or Way.PskDhe or Way.Psk;

    public bool Resumes => Way is not (Way.Full12 or Way.Full13);

    public SslProtocols Version => IsTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12;

    /// <summary>The account of the second connection.</summary>
    public ResumptionKind Kind => Way switch
    {
        Way.SessionId => ResumptionKind.SessionId,
        Way.Ticket => ResumptionKind.Ticket,
        Way.PskDhe => ResumptionKind.PskDhe,
        Way.Psk => ResumptionKind.Psk,
        _ => ResumptionKind.Full,
    };

    public bool ShowsClientCertificate => Auth is ClientAuth.OptionalPresent or ClientAuth.Required;

    /// <summary>
    /// Bytes sent each way: more than 64 KiB. One-byte reads bring as many for one certificate kind, and less for the others, since each
    /// byte is a read and the records are the same.
    /// </summary>
    public int DataBytes => OneByteReads && (Key != KeyKind.EcdsaP256 || SlowServices) ? 3001 : (64 * 1024) + 777;

    /// <summary>Every combination that exists: a retry is TLS 1.3's, and a TLS 1.2 suite fits its certificate.</summary>
    public static IEnumerable<MatrixCase> All() =>
        from way in Enum.GetValues<Way>()
        from auth in Enum.GetValues<ClientAuth>()
        from retry in way >= Way.Full13 ? new[] { false, true } : [false]
        from key in Enum.GetValues<KeyKind>()
        from suite in way >= Way.Full13 ? s_suites13 : key == KeyKind.Rsa2048 ? s_suites12Rsa : s_suites12Ecdsa
        from oneByteReads in new[] { false, true }
        from slowServices in new[] { false, true }
        select new MatrixCase(way, auth, retry, suite, key, oneByteReads, slowServices);

    public override string ToString() =>
        $"{Way}, client certificate {Auth}, {(Retry ? "retry, " : "")}{Suite}, {Key}{(OneByteReads ? ", one-byte reads" : "")}{(SlowServices ? ", slow services" : "")}";
}
