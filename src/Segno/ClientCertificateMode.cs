namespace Segno;

/// <summary>Whether a server asks its clients for certificates.</summary>
public enum ClientCertificateMode
{
    /// <summary>It does not ask.</summary>
    None,
    /// <summary>It asks, and goes on without one.</summary>
    Optional,
    /// <summary>It asks, and refuses a client that has none.</summary>
    Required,
}
