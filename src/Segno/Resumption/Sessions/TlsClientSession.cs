namespace Segno;

/// <summary>A client's session with the ID or ticket that names it.</summary>
public sealed class TlsClientSession : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
