using System.Security.Cryptography.X509Certificates;

namespace Segno;

/// <summary>An established TLS connection as a stream.</summary>
public sealed class TlsStream : Stream
{
    /// <summary>How the connection came about.</summary>
    public ConnectionInfo Info => throw new NotSupportedException();

    /// <summary>The peer's certificate.</summary>
    public X509Certificate2? PeerCertificate => throw new NotSupportedException();

    /// <summary>The peer's certificates in DER.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates => throw new NotSupportedException();

    /// <summary>Sends close_notify.</summary>
    public ValueTask ShutdownAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>The newest session.</summary>
    public TlsClientSession? ExportSession() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
