using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Segno.Certificates;

/// <summary>Signs with a key object of .NET, from any number of threads.</summary>
/// <remarks>
/// .NET promises no thread safety for an instance of ECDsa or RSA, and importing a key costs several signatures. So there is
/// a pool: a signature takes a key object out for its duration, and when none is idle a copy is imported. As signing is
/// synchronous there are rarely more than there are cores; what exceeds them is disposed. A key that refuses to be
/// copied (one in a TPM, or marked as not exportable) is used by one thread at a time.
/// </remarks>
internal abstract class LocalSigner<TKey> : ICredentialSigner, IDisposable
    where TKey : AsymmetricAlgorithm
{
    private static readonly int s_maxIdle = Environment.ProcessorCount;

    private readonly ConcurrentQueue<TKey> _idle = new();
    private readonly Lock _gate = new();
    private readonly TKey _original;
    private readonly bool _copies;
    private volatile bool _disposed;

    /// <param name="key">Owned from here on.</param>
    protected LocalSigner(TKey key)
    {
        _original = key;
        _copies = TryCopy(out TKey? copy);
        if (copy is not null)
            _idle.Enqueue(copy);
    }

    /// <summary>Key objects that wait for work.</summary>
    public int IdleKeys => _idle.Count;

    public ValueTask<int> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_copies ? SignWithCopy(scheme, content.Span, destination.Span) : SignWithOriginal(scheme, content.Span, destination.Span));
    }

    public void Dispose()
    {
        _disposed = true;
        Drain();
        lock (_gate)
            _original.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract TKey Create();

    protected abstract int Sign(TKey key, SignatureScheme scheme, ReadOnlySpan<byte> content, Span<byte> destination);

    private int SignWithOriginal(SignatureScheme scheme, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Sign(_original, scheme, content, destination);
        }
    }

    private int SignWithCopy(SignatureScheme scheme, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idle.TryDequeue(out TKey? key) && !TryCopy(out key))
            throw new CryptographicException("The private key could not be copied.");
        try
        {
            return Sign(key, scheme, content, destination);
        }
        finally
        {
            if (_idle.Count < s_maxIdle)
                _idle.Enqueue(key);
            else
                key.Dispose();
            if (_disposed)
                Drain();
        }
    }

    private bool TryCopy([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TKey? copy)
    {
        copy = null;
        byte[] encoded = [];
        TKey? fresh = null;
        try
        {
            fresh = Create();
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                encoded = _original.ExportPkcs8PrivateKey();
            }
            fresh.ImportPkcs8PrivateKey(encoded, out _);
            copy = fresh;
            return true;
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(encoded);
            if (copy is null)
                fresh?.Dispose();
        }
    }

    private void Drain()
    {
        while (_idle.TryDequeue(out TKey? key))
            key.Dispose();
    }
}
