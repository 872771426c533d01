namespace Segno;

/// <summary>A certificate chain and what signs for it.</summary>
public sealed class TlsCredential : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
