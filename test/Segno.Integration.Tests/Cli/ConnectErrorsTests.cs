using System.Net.Sockets;
using Segno.Cli.Connecting;
using Segno.Cli.Options;

namespace Segno.Integration.Tests.Cli;

public sealed class ConnectErrorsTests
{
    private static readonly ConnectSettings s_settings = new() { Target = new HostPort("example.org", 443) };

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "example.org:443 refused the connection")]
    [InlineData(SocketError.HostNotFound, "example.org is unknown")]
    [InlineData(SocketError.TimedOut, "example.org:443 did not answer within 10 s")]
    [InlineData(SocketError.HostUnreachable, "no route")]
    [InlineData(SocketError.ConnectionReset, "Does it speak TLS 1.2 or 1.3?")]
    public void A_socket_error_says_what_and_what_to_do(SocketError error, string says)
    {
        Assert.Contains(says, ConnectErrors.Describe(new SocketException((int)error), s_settings), StringComparison.Ordinal);
        Assert.Contains(says, ConnectErrors.Describe(new IOException("read", new SocketException((int)error)), s_settings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_untrusted_certificate_names_both_ways_out()
    {
        TlsException e = new(TlsFaults.UntrustedRoot, "CN=localhost");
        Assert.Equal(
            "example.org:443: The chain does not lead to a trusted root (CN=localhost). Give the authority that it comes from with --ca FILE, or --insecure to accept any certificate.",
            ConnectErrors.Describe(e, s_settings));
    }

    [Fact]
    public void A_wrong_name_says_which_name_was_checked()
    {
        string? says = ConnectErrors.Describe(new TlsException(TlsFaults.WrongHostName), s_settings with { ServerName = "other.example" });
        Assert.Contains("checked against other.example", says, StringComparison.Ordinal);
        Assert.Contains("--server-name", says, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_wants_a_certificate_is_understood()
    {
        TlsException e = new(TlsFaults.FromPeer(AlertDescription.CertificateRequired), direction: TlsFaultDirection.Received);
        Assert.EndsWith("It wants a client certificate: give one with --cert and --key.", ConnectErrors.Describe(e, s_settings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_without_advice_keeps_its_section() =>
        Assert.EndsWith("[sent DecodeError, RFC 8446 §6.2]", ConnectErrors.Describe(new TlsException(TlsFaults.Malformed), s_settings), StringComparison.Ordinal);

    [Fact]
    public void The_names_of_the_faults_that_get_advice_exist()
    {
        foreach (TlsFault fault in new[]
        {
            TlsFaults.UntrustedRoot, TlsFaults.WrongHostName, TlsFaults.CertificateIsExpired, TlsFaults.CertificateRefused, TlsFaults.CertificateInvalid,
            TlsFaults.CertificateIsRevoked, TlsFaults.NotTls, TlsFaults.WrongRecordVersion, TlsFaults.ClosedDuringHandshake, TlsFaults.UnsupportedVersion, TlsFaults.HandshakeTimeout,
        })
        {
            string says = ConnectErrors.Describe(new TlsException(fault), s_settings)!;
            Assert.DoesNotContain("[", says, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_no_connection_error_is_not_explained_away() =>
        Assert.Null(ConnectErrors.Describe(new InvalidOperationException("a bug"), s_settings));
}
