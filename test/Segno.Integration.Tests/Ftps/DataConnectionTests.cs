using System.Security.Authentication;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.Ftps;

/// <summary>FTPS servers want a data connection to resume the control connection's session, which proves that both are one client's.</summary>
public sealed class DataConnectionTests
{
    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_data_connection_resumes_the_control_connection(SslProtocols version)
    {
        Require();
        await using FtpServer server = await FtpServer.StartAsync(TestContext.Current.CancellationToken);
        await using FtpsClient client = await FtpsClient.LoginAsync(server.Port, version);
        using TlsClientSession session = Assert.IsType<TlsClientSession>(client.Control.ExportSession());
        for (int i = 0; i < 2; i++)
        {
            (string list, ResumptionInfo how) = await client.ListAsync(session);
            Assert.Contains("hello.txt", list, StringComparison.Ordinal);
            Assert.Equal(version is SslProtocols.Tls13 ? ResumptionKind.PskDhe : ResumptionKind.Ticket, how.Kind);
        }
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task The_server_refuses_a_data_connection_with_a_session_of_its_own(SslProtocols version)
    {
        Require();
        await using FtpServer server = await FtpServer.StartAsync(TestContext.Current.CancellationToken);
        await using FtpsClient client = await FtpsClient.LoginAsync(server.Port, version);
        Assert.Contains("session reuse required", await client.ListWithoutSessionAsync(), StringComparison.Ordinal);
    }

    private static void Require() => PeerPresence.Require("vsftpd", [FtpServer.Command], Environment.IsPrivilegedProcess ? null : "vsftpd must be started by root");
}
