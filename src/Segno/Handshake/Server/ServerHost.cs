using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Segno.Certificates;
using Segno.Resumption.Sessions;

namespace Segno.Handshake.Server;

/// <summary>A <see cref="TlsHost"/> as the handshake uses it: with its validator, and with the scope that its sessions may not escape. Made once a host.</summary>
internal sealed class ServerHost
{
    private const int MaxRememberedNames = 256;

    private readonly ResumptionScope _scope;
    private readonly ConcurrentDictionary<string, ResumptionScope> _scopeByName = new(StringComparer.Ordinal);

    public ServerHost(TlsHost host, TimeProvider time)
    {
        OptionChecks.Host(host);
        Options = host;
        ClientValidator = new CertificateValidator(host.ClientValidation, TlsPeer, time);
        ClientAuthorities = host.ClientCertificateMode == ClientCertificateMode.None ? null : NamesOf(host.ClientValidation.Roots);
        _scope = ResumptionScope.Compute(host, serverName: null);
    }

    private const Wire.TlsRole TlsPeer = Wire.TlsRole.Client;

    public TlsHost Options { get; }

    public CertificateValidator ClientValidator { get; }

    /// <summary>The names of the given trust anchors, so that a client can choose a certificate (RFC 8446 §4.2.4); null for the system's.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? ClientAuthorities { get; }

    /// <summary>The scope of sessions made under this host for <paramref name="serverName"/>.</summary>
    public ResumptionScope ScopeFor(string? serverName)
    {
        if (Options.Identity != HostIdentity.Name || serverName is null)
            return _scope;
        if (_scopeByName.TryGetValue(serverName, out ResumptionScope known))
            return known;
        ResumptionScope scope = ResumptionScope.Compute(Options, serverName);
        // Clients choose the name: what is remembered of them is bounded.
        if (_scopeByName.Count < MaxRememberedNames)
            _scopeByName.TryAdd(serverName, scope);
        return scope;
    }

    private static ReadOnlyMemory<byte>[]? NamesOf(X509Certificate2Collection? roots) =>
        roots is null ? null : [.. roots.Select(root => new ReadOnlyMemory<byte>(root.SubjectName.RawData))];
}
