using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Fuzz.Harness;

namespace Segno.Fuzz.Differential;

/// <summary>OpenSSL's server, as SslStream drives it, over a hello in memory.</summary>
[UnsupportedOSPlatform("windows")]
internal static class OpenSslAnswer
{
    private static readonly SslStreamCertificateContext s_certificate = MakeContext();

    /// <summary>The answer; null where there is none to compare with.</summary>
    public static HelloAnswer? To(byte[] hello, byte versions)
    {
        using OneWayStream transport = new(hello);
        using SslStream stream = new(transport);
        try
        {
            stream.AuthenticateAsServer(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = s_certificate,
                EnabledSslProtocols = FuzzServers.Versions(versions),
                CipherSuitesPolicy = new CipherSuitesPolicy(DifferentialHello.Suites),
                AllowTlsResume = false,
            });
        }
        catch (Exception e) when (e is AuthenticationException or IOException or InvalidOperationException)
        {
            // The hello is all that comes: the handshake cannot end well.
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            // SslStream looks into the record itself before OpenSSL does, and trips over some that are cut short.
            return null;
        }
        return HelloAnswer.Read(transport.Written);
    }

    private static SslStreamCertificateContext MakeContext()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(FuzzPki.EcdsaServer.Leaf);
        using ECDsa key = FuzzPki.Ecdsa();
        return SslStreamCertificateContext.Create(certificate.CopyWithPrivateKey(key), null, offline: true);
    }

    /// <summary>Gives what it has, then the end; keeps what is written.</summary>
    private sealed class OneWayStream(byte[] given) : Stream
    {
        private readonly MemoryStream _given = new(given);
        private readonly MemoryStream _written = new();

        public ReadOnlySpan<byte> Written => _written.GetBuffer().AsSpan(0, (int)_written.Length);

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => _given.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => _written.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
