using System.Net.Security;
using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno.Tests.Resumption;

public sealed class SessionCompatibilityTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(60);

    private static SessionLifetimes Lifetimes { get; } = new(s_hour, TimeSpan.FromHours(24), TimeSpan.FromHours(2), s_skew);

    private static ResumptionDecline Check(
        Session session,
        TimeSpan? age = null,
        ProtocolVersion? version = null,
        TlsCipherSuite? suite = null,
        bool knownSuite = true,
        string? serverName = "localhost",
        TlsHost? host = null,
        bool offersEms = true,
        bool allowWithoutEms = false,
        ClientCertificateMode mode = ClientCertificateMode.None,
        IReadOnlyList<SignatureScheme>? schemes = null)
    {
        using (session)
        {
            return SessionCompatibility.Check(session, new ResumptionTerms
            {
                Now = Sessions.Start + (age ?? TimeSpan.Zero),
                Version = version ?? session.Version,
                CipherSuite = knownSuite ? CipherSuite.Find(suite ?? session.CipherSuite) : null,
                ServerName = serverName,
                Scope = Sessions.Scope(host),
                OffersExtendedMasterSecret = offersEms,
                AllowWithoutExtendedMasterSecret = allowWithoutEms,
                ClientCertificateMode = mode,
                SignatureSchemes = schemes ?? Signatures.Supported,
                Lifetimes = Lifetimes,
            });
        }
    }

    [Fact]
    public void A_session_on_its_own_terms_resumes()
    {
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls12()));
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13()));
    }

    [Fact, Requirement("N28")]
    public void It_resumes_at_exactly_its_lifetime_and_not_a_second_later()
    {
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(), age: s_hour));
        Assert.Equal(ResumptionDecline.Expired, Check(Sessions.Tls13(), age: s_hour + Sessions.Second));
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(lifetime: Sessions.Second), age: Sessions.Second));
        Assert.Equal(ResumptionDecline.Expired, Check(Sessions.Tls13(lifetime: Sessions.Second), age: 2 * Sessions.Second));
    }

    [Fact]
    public void A_lifetime_that_was_longer_is_cut_to_what_is_configured_now()
    {
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(lifetime: TimeSpan.FromDays(7)), age: s_hour));
        Assert.Equal(ResumptionDecline.Expired, Check(Sessions.Tls13(lifetime: TimeSpan.FromDays(7)), age: s_hour + Sessions.Second));
    }

    [Fact, Requirement("N29")]
    public void It_may_be_from_the_future_by_the_skew_and_no_more()
    {
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(), age: -s_skew));
        Assert.Equal(ResumptionDecline.FromTheFuture, Check(Sessions.Tls13(), age: -s_skew - Sessions.Second));
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(authenticatedAt: Sessions.Start + s_skew)));
        Assert.Equal(ResumptionDecline.FromTheFuture, Check(Sessions.Tls13(authenticatedAt: Sessions.Start + s_skew + Sessions.Second)));
        // Renewed by a server whose clock is ahead: only what it made itself is from the future.
        DateTimeOffset before = Sessions.Start - s_hour;
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(authenticatedAt: before), age: -s_skew));
        Assert.Equal(ResumptionDecline.FromTheFuture, Check(Sessions.Tls13(authenticatedAt: before), age: -s_skew - Sessions.Second));
    }

    [Theory, Requirement("N42", "C245")]
    [InlineData(true, 24)]
    [InlineData(false, 2)]
    public void It_resumes_at_exactly_the_authentication_age_and_not_a_second_later(bool tls13, int hours)
    {
        DateTimeOffset authenticatedAt = Sessions.Start.AddHours(-hours);
        Assert.Equal(ResumptionDecline.None, Check(Make(authenticatedAt)));
        Assert.Equal(ResumptionDecline.TooOld, Check(Make(authenticatedAt - Sessions.Second)));

        Session Make(DateTimeOffset at) => tls13 ? Sessions.Tls13(authenticatedAt: at) : Sessions.Tls12(authenticatedAt: at);
    }

    [Fact]
    public void Another_version_does_not_resume()
    {
        Assert.Equal(ResumptionDecline.VersionChanged, Check(Sessions.Tls12(), version: ProtocolVersion.Tls13));
        Assert.Equal(ResumptionDecline.VersionChanged, Check(Sessions.Tls13(), version: ProtocolVersion.Tls12));
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ResumptionDecline.None)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ResumptionDecline.CipherSuiteChanged)]
    [InlineData(TlsCipherSuite.TLS_AES_128_GCM_SHA256, ResumptionDecline.CipherSuiteChanged)]
    public void Tls12_resumes_with_the_very_suite(TlsCipherSuite suite, ResumptionDecline expected) =>
        Assert.Equal(expected, Check(Sessions.Tls12(), suite: suite));

    [Theory, Requirement("C132", "N32", "N33")]
    [InlineData(TlsCipherSuite.TLS_AES_128_GCM_SHA256, ResumptionDecline.None)]
    [InlineData(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, ResumptionDecline.None)]
    [InlineData(TlsCipherSuite.TLS_AES_256_GCM_SHA384, ResumptionDecline.CipherSuiteChanged)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ResumptionDecline.CipherSuiteChanged)]
    public void Tls13_resumes_with_a_suite_of_the_same_hash(TlsCipherSuite suite, ResumptionDecline expected) =>
        Assert.Equal(expected, Check(Sessions.Tls13(), suite: suite));

    [Fact]
    public void A_suite_that_is_not_known_does_not_resume() =>
        Assert.Equal(ResumptionDecline.CipherSuiteChanged, Check(Sessions.Tls12(), knownSuite: false));

    [Theory, Requirement("C085", "N36")]
    [InlineData("localhost", "localhost", ResumptionDecline.None)]
    [InlineData(null, null, ResumptionDecline.None)]
    [InlineData("localhost", "localhost2", ResumptionDecline.ServerNameMismatch)]
    [InlineData("localhost", null, ResumptionDecline.ServerNameMismatch)]
    [InlineData(null, "localhost", ResumptionDecline.ServerNameMismatch)]
    public void The_name_is_the_same_or_absent_both_times(string? then, string? now, ResumptionDecline expected)
    {
        Assert.Equal(expected, Check(Sessions.Tls12(serverName: then), serverName: now));
        Assert.Equal(expected, Check(Sessions.Tls13(serverName: then), serverName: now));
    }

    [Fact]
    public void A_scope_that_differs_says_which_part()
    {
        Assert.Equal(ResumptionDecline.ScopeIdentity, Check(Sessions.Tls12(), host: new TlsHost { Credentials = [Sessions.Credential(2)] }));
        Assert.Equal(
            ResumptionDecline.ScopeClientAuthentication,
            Check(Sessions.Tls12(), host: new TlsHost { Credentials = [Sessions.Credential(1)], ClientCertificateMode = ClientCertificateMode.Optional }));
        Assert.Equal(
            ResumptionDecline.ScopeProtocols,
            Check(Sessions.Tls12(), host: new TlsHost { Credentials = [Sessions.Credential(1)], ApplicationProtocols = [SslApplicationProtocol.Http2] }));
        Assert.Equal(ResumptionDecline.ScopeApplication, Check(Sessions.Tls12(), host: Sessions.Host("tenant")));
    }

    [Fact, Requirement("N39")]
    public void A_required_certificate_must_be_in_the_session()
    {
        Assert.Equal(ResumptionDecline.ClientAuthenticationRequired, Check(Sessions.Tls13(), mode: ClientCertificateMode.Required));
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(), mode: ClientCertificateMode.Optional));
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(certificates: [new byte[] { 1 }]), mode: ClientCertificateMode.Required));
    }

    [Fact]
    public void The_scheme_with_which_the_peer_proved_itself_must_still_be_accepted()
    {
        Assert.Equal(SignatureScheme.Ed25519, Sessions.Tls13().PeerSignatureScheme);
        Assert.Equal(ResumptionDecline.Policy, Check(Sessions.Tls13(), schemes: [SignatureScheme.EcdsaSecp384r1Sha384]));
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(), schemes: [SignatureScheme.EcdsaSecp384r1Sha384, SignatureScheme.Ed25519]));
        // A peer that showed no certificate proved nothing.
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls12(), schemes: [SignatureScheme.EcdsaSecp384r1Sha384]));
    }

    [Theory, Requirement("N43", "N44")]
    [InlineData(true, true, false, ResumptionDecline.None)]
    [InlineData(true, false, false, ResumptionDecline.ExtendedMasterSecretMismatch)]
    [InlineData(true, false, true, ResumptionDecline.ExtendedMasterSecretMismatch)]
    [InlineData(false, true, false, ResumptionDecline.ExtendedMasterSecretMismatch)]
    [InlineData(false, true, true, ResumptionDecline.ExtendedMasterSecretMismatch)]
    [InlineData(false, false, false, ResumptionDecline.ExtendedMasterSecretMismatch)]
    [InlineData(false, false, true, ResumptionDecline.None)]
    public void Extended_master_secret_follows_RFC_7627(bool session, bool offered, bool allowed, ResumptionDecline expected) =>
        Assert.Equal(expected, Check(Sessions.Tls12(extendedMasterSecret: session), offersEms: offered, allowWithoutEms: allowed));

    [Fact]
    public void Tls13_does_not_ask_for_extended_master_secret() =>
        Assert.Equal(ResumptionDecline.None, Check(Sessions.Tls13(), offersEms: false));

    [Fact]
    public void The_first_reason_of_the_order_is_the_answer()
    {
        Session Wrong() => Sessions.Tls12(serverName: "other", extendedMasterSecret: true, lifetime: Sessions.Second, authenticatedAt: Sessions.Start.AddHours(-3));
        Assert.Equal(ResumptionDecline.Expired, Check(Wrong(), age: 2 * Sessions.Second, version: ProtocolVersion.Tls13, offersEms: false));
        Assert.Equal(ResumptionDecline.TooOld, Check(Wrong(), version: ProtocolVersion.Tls13, offersEms: false));
        Assert.Equal(ResumptionDecline.VersionChanged, Check(Sessions.Tls12(serverName: "other"), version: ProtocolVersion.Tls13, offersEms: false));
        // What another host's session says about extended_master_secret is not answered with an alert.
        Assert.Equal(ResumptionDecline.ServerNameMismatch, Check(Sessions.Tls12(serverName: "other"), offersEms: false));
        Assert.Equal(ResumptionDecline.ScopeApplication, Check(Sessions.Tls12(), host: Sessions.Host("tenant"), offersEms: false));
    }

    [Fact]
    public void What_remains_is_the_lifetime_or_less()
    {
        Assert.Equal(s_hour, Lifetimes.Remaining(ProtocolVersion.Tls12, Sessions.Start, Sessions.Start.AddHours(1)));
        Assert.Equal(s_hour - Sessions.Second, Lifetimes.Remaining(ProtocolVersion.Tls12, Sessions.Start, Sessions.Start.AddHours(1) + Sessions.Second));
        Assert.Equal(TimeSpan.Zero, Lifetimes.Remaining(ProtocolVersion.Tls12, Sessions.Start, Sessions.Start.AddHours(2)));
        Assert.Equal(TimeSpan.Zero, Lifetimes.Remaining(ProtocolVersion.Tls12, Sessions.Start, Sessions.Start.AddHours(5)));
        Assert.Equal(s_hour, Lifetimes.Remaining(ProtocolVersion.Tls13, Sessions.Start, Sessions.Start.AddHours(23)));
        Assert.Equal(s_hour, Lifetimes.Remaining(ProtocolVersion.Tls13, Sessions.Start, Sessions.Start.AddHours(-1)));
    }
}
