using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.Ftps;

/// <summary>vsftpd on a port of 127.0.0.1, for anonymous users, which takes a data connection only if it resumes the control connection's session.</summary>
internal sealed class FtpServer : IAsyncDisposable
{
    public const string Command = "vsftpd";

    private readonly PeerProcess _process;
    private readonly string _folder;

    private FtpServer(PeerProcess process, int port, string folder)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts it; it must be started by root, since it changes its root folder and its user.</summary>
    public static async Task<FtpServer> StartAsync(CancellationToken cancellationToken)
    {
        int port = PeerProcess.FreePort();
        // The anonymous user must be able to go there: the other files' folder is its owner's alone.
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"segno-ftp-{Guid.NewGuid():N}")).FullName;
        string site = Directory.CreateDirectory(Path.Combine(folder, "site")).FullName;
        string empty = Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName;
        await File.WriteAllTextAsync(Path.Combine(site, "hello.txt"), "hello\n", cancellationToken);
        string configuration = PkiFiles.Save(Path.Combine(folder, "vsftpd.conf"), $"""
            listen=YES
            background=NO
            listen_address=127.0.0.1
            listen_port={port}
            anonymous_enable=YES
            local_enable=NO
            no_anon_password=NO
            anon_root={site}
            secure_chroot_dir={empty}
            ftp_username=daemon
            nopriv_user=nobody
            pasv_address=127.0.0.1
            pasv_min_port=30000
            pasv_max_port=31999
            seccomp_sandbox=NO
            xferlog_enable=NO
            ssl_enable=YES
            allow_anon_ssl=YES
            force_anon_logins_ssl=YES
            force_anon_data_ssl=YES
            require_ssl_reuse=YES
            strict_ssl_read_eof=YES
            ssl_tlsv1=YES
            ssl_ciphers=HIGH
            rsa_cert_file={PkiFiles.RsaServer.CertificateFile}
            rsa_private_key_file={PkiFiles.RsaServer.KeyFile}

            """);
        PeerProcess process = PeerProcess.Start([Command, configuration]);
        await process.ListensAsync(port, cancellationToken);
        return new FtpServer(process, port, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
