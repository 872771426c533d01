using System.Buffers.Binary;
using System.Security.Cryptography.X509Certificates;
using System.Net.Security;

namespace Segno.Resumption.Sessions;

/// <summary>
/// What a session may not escape, as a hash over the terms under which it was made. 16 bytes of SHA-256 decide; four tags of
/// two bytes, one for each part, only serve to say which part differs.
/// </summary>
/// <remarks>
/// A callback cannot be hashed: neither its target nor its method has an identity that holds from one process to the next. Only whether
/// there is one goes in. An application whose callback becomes stricter raises <see cref="TlsHost.PolicyNumber"/> or <see cref="TlsClientOptions.PolicyNumber"/>.
/// </remarks>
internal readonly struct ResumptionScope : IEquatable<ResumptionScope>
{
    /// <summary>Bytes of the persisted form.</summary>
    public const int Length = HashLength + TagsLength;

    private const int HashLength = 16;
    private const int TagsLength = 8;

    private readonly UInt128 _hash;
    private readonly ulong _tags;

    private ResumptionScope(UInt128 hash, ulong tags)
    {
        _hash = hash;
        _tags = tags;
    }

    /// <summary>The scope of sessions that a server makes under <paramref name="host"/>.</summary>
    /// <param name="host">The host's terms.</param>
    /// <param name="serverName">server_name, normalised, or null; it matters for <see cref="HostIdentity.Name"/> only.</param>
    public static ResumptionScope Compute(TlsHost host, string? serverName)
    {
        using ScopeHash hash = new();
        hash.Begin("server identity");
        hash.Add((int)host.Identity);
        switch (host.Identity)
        {
            case HostIdentity.Name:
                hash.Add(serverName);
                break;
            case HostIdentity.Chains:
                hash.AddSet(host.Credentials, static credential => ScopeHash.OfList(credential.Chain));
                break;
            default:
                hash.AddSet(host.Credentials, static credential => credential.PublicKeyHash.ToArray());
                break;
        }

        hash.Begin("server client authentication");
        hash.Add((int)host.ClientCertificateMode);
        AddRoots(hash, host.ClientValidation.Roots);

        hash.Begin("server protocols");
        AddProtocols(hash, host.ApplicationProtocols);
        AddValidation(hash, host.ClientValidation);

        hash.Begin("server application");
        hash.Add(host.Scope);
        hash.Add(host.PolicyNumber);
        return From(hash);
    }

    /// <summary>The scope of sessions that a client makes: its own certificates, whom it trusts, and what it speaks.</summary>
    public static ResumptionScope ForClient(TlsClientOptions options)
    {
        using ScopeHash hash = new();
        hash.Begin("client identity");
        hash.AddSet(options.Credentials, static credential => ScopeHash.OfList(credential.Chain));

        hash.Begin("client trust");
        AddRoots(hash, options.ServerValidation.Roots);

        hash.Begin("client protocols");
        AddProtocols(hash, options.ApplicationProtocols);
        AddValidation(hash, options.ServerValidation);

        hash.Begin("client application");
        hash.Add(options.Scope);
        hash.Add(options.PolicyNumber);
        return From(hash);
    }

    /// <summary>Reads the persisted form, <see cref="Length"/> bytes.</summary>
    public static ResumptionScope Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[HashLength..]));

    /// <summary>Writes the persisted form: hash (16), then the tags of identity, client authentication, protocols and application (2 each).</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _hash);
        BinaryPrimitives.WriteUInt64BigEndian(destination[HashLength..], _tags);
    }

    /// <summary>Whether a session made under <paramref name="session"/> may resume under this scope, and if not which part differs.</summary>
    public ResumptionDecline Admit(in ResumptionScope session)
    {
        if (_hash == session._hash)
            return ResumptionDecline.None;
        ulong difference = _tags ^ session._tags;
        return difference switch
        {
            _ when (difference & 0xffff_0000_0000_0000) != 0 => ResumptionDecline.ScopeIdentity,
            _ when (difference & 0x0000_ffff_0000_0000) != 0 => ResumptionDecline.ScopeClientAuthentication,
            _ when (difference & 0x0000_0000_ffff_0000) != 0 => ResumptionDecline.ScopeProtocols,
            _ when (difference & 0x0000_0000_0000_ffff) != 0 => ResumptionDecline.ScopeApplication,
            // A part differs whose tag happens to be equal, once in 65,536: which one cannot be told.
            _ => ResumptionDecline.ScopeIdentity,
        };
    }

    /// <summary>Compares the whole hash, which is what decides.</summary>
    public bool Equals(ResumptionScope other) => _hash == other._hash;

    public override bool Equals(object? obj) => obj is ResumptionScope other && Equals(other);

    public override int GetHashCode() => _hash.GetHashCode();

    /// <summary>The whole hash in hexadecimal.</summary>
    public override string ToString() => _hash.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    public static bool operator ==(ResumptionScope left, ResumptionScope right) => left.Equals(right);

    public static bool operator !=(ResumptionScope left, ResumptionScope right) => !left.Equals(right);

    private static ResumptionScope From(ScopeHash hash)
    {
        Span<byte> encoded = stackalloc byte[Length];
        hash.Finish(encoded[..HashLength], encoded[HashLength..]);
        return Read(encoded);
    }

    private static void AddRoots(ScopeHash hash, X509Certificate2Collection? roots)
    {
        hash.Add(roots is null ? "system" : "given");
        if (roots is not null)
            hash.AddSet(roots, static root => root.RawData);
    }

    private static void AddProtocols(ScopeHash hash, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        hash.Add(protocols.Count);
        foreach (SslApplicationProtocol protocol in protocols)
            hash.Add(protocol.Protocol.Span);
    }

    private static void AddValidation(ScopeHash hash, CertificateValidationOptions options)
    {
        hash.Add((int)options.RevocationMode);
        hash.Add(options.AllowDownloads ? 1 : 0);
        hash.Add(options.CheckName ? 1 : 0);
        hash.Add((int)options.OnResumption);
        hash.Add((int)options.CallbackMode);
        hash.Add(options.Callback is null ? 0 : 1);
        if (options.OcspCallback is not null)
            hash.Add("OCSP callback");
    }
}
