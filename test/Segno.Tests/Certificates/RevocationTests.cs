using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Segno.Certificates;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Certificates;

/// <summary>With revocation asked for, against an HTTP server of one answer.</summary>
public class RevocationTests
{
    [Theory, Requirement("N40", "C013")]
    [InlineData(true, false, "CertificateIsRevoked"), InlineData(true, true, "CertificateIsRevoked")]
    [InlineData(false, false, null), InlineData(false, true, null)]
    public async Task What_the_list_says_decides(bool revoked, bool resumes, string? fault)
    {
        using TestAuthority root = TestCertificates.CreateRoot($"revocation root {Guid.NewGuid()}");
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using IssuedCertificate leaf = root.Issue(new TestLeaf
        {
            Names = ["a.test"],
            Extensions = [CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"http://{listener.LocalEndpoint}/{Guid.NewGuid()}.crl"])],
        });
        CertificateRevocationListBuilder builder = new();
        if (revoked)
            builder.AddEntry(leaf.Certificate);
        X509SubjectKeyIdentifierExtension identifier = root.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single();
        byte[] list = builder.Build(
            root.Certificate.SubjectName, root.Key.Generator, 1, TestCertificates.Now.AddDays(1), HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier), TestCertificates.Now.AddDays(-1));

        Task serving = ServeOnceAsync(listener, list, TestContext.Current.CancellationToken);
        CertificateValidator validator = new(
            new() { Roots = root.Roots, RevocationMode = X509RevocationMode.Online, OnResumption = ResumptionCheck.WholeChain }, TlsRole.Server, new FakeTimeProvider(TestCertificates.Now));
        CertificateVerdict verdict = resumes
            ? await validator.RecheckAsync(leaf.Chain, "a.test", TestContext.Current.CancellationToken)
            : await validator.ValidateAsync(leaf.Chain, "a.test", TestContext.Current.CancellationToken);
        await serving;
        Assert.Equal(fault, verdict.Fault?.Name);
    }

    private static async Task ServeOnceAsync(TcpListener listener, byte[] body, CancellationToken cancellationToken)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(cancellationToken);
        await using NetworkStream stream = client.GetStream();
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync(cancellationToken)))
        {
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
    }
}
