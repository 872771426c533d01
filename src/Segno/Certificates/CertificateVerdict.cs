namespace Segno.Certificates;

/// <summary>What became of a check of a peer's chain: accepted, or the fault to refuse the connection with.</summary>
internal sealed class CertificateVerdict
{
    private CertificateVerdict(TlsFault? fault, string? detail)
    {
        Fault = fault;
        Detail = detail;
    }

    public static CertificateVerdict Accepted { get; } = new(null, null);

    public bool IsAccepted => Fault is null;

    /// <summary>Why not; null when accepted.</summary>
    public TlsFault? Fault { get; }

    /// <summary>What the fault's sentence leaves open.</summary>
    public string? Detail { get; }

    public static CertificateVerdict Refused(TlsFault fault, string? detail = null) => new(fault, detail);
}
