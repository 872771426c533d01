using System.Net.Security;
using System.Security.Authentication;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Wire;

namespace Segno.Handshake;

/// <summary>Checks options once, at construction. Each refusal says what to change.</summary>
internal static class OptionChecks
{
    private static readonly TimeSpan s_maxTicketLifetime = TimeSpan.FromDays(7);

    /// <summary>A ticket's key is looked for among all that are kept, also by a stranger's ticket (RFC 5077 §5.4).</summary>
    private const int MaxTicketKeys = 512;

    public static void Server(TlsServerOptions options)
    {
        NotNull(options.Resumption, "Resumption");
        NotNull(options.TimeProvider, "TimeProvider");
        Versions(options.EnabledSslProtocols);
        if (options.Host is null && options.HostSelector is null)
            throw new ArgumentException("A server needs a certificate: set TlsServerOptions.Host, or HostSelector to choose one by name.");
        Common(options.HandshakeTimeout, options.RecordSizeLimit, options.RecordPaddingBlock, options.MaxCertificateChainBytes);

        ServerResumptionOptions resumption = options.Resumption;
        InRange(resumption.SessionLifetime, TimeSpan.FromSeconds(1), s_maxTicketLifetime, "Resumption.SessionLifetime", "RFC 8446 §4.6.1 allows 7 days at most");
        InRange(resumption.MaxAuthenticationAge, TimeSpan.FromSeconds(1), s_maxTicketLifetime, "Resumption.MaxAuthenticationAge", "7 days at most");
        InRange(resumption.MaxAuthenticationAgeTls12, TimeSpan.FromSeconds(1), s_maxTicketLifetime, "Resumption.MaxAuthenticationAgeTls12", "7 days at most");
        InRange(resumption.TicketKeyPeriod, TimeSpan.FromSeconds(1), s_maxTicketLifetime, "Resumption.TicketKeyPeriod", "7 days at most");
        if (resumption.Tickets && resumption.SessionLifetime + resumption.TicketKeyPeriod > s_maxTicketLifetime)
        {
            throw new ArgumentException(
                $"Resumption.SessionLifetime ({resumption.SessionLifetime}) and TicketKeyPeriod ({resumption.TicketKeyPeriod}) are more than 7 days together, for which a ticket key would live: shorten one of them (RFC 9325 §3.4).");
        }
        if (resumption.Tickets && resumption.SessionLifetime / resumption.TicketKeyPeriod > MaxTicketKeys)
        {
            throw new ArgumentException(
                $"Resumption.TicketKeyPeriod ({resumption.TicketKeyPeriod}) goes more than {MaxTicketKeys} times into SessionLifetime ({resumption.SessionLifetime}), so many keys would be kept: lengthen it, or shorten the lifetime.");
        }
        InRange(resumption.StoreTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), "Resumption.StoreTimeout", "a handshake waits for it");
        InRange(resumption.ClockSkew, TimeSpan.Zero, TimeSpan.FromHours(1), "Resumption.ClockSkew", "an hour at most");
        InRange(resumption.SessionIdCapacity, 0, int.MaxValue, "Resumption.SessionIdCapacity", "0 switches session IDs off");
        InRange(resumption.SessionIdMaxBytes, 256 * 1024, long.MaxValue, "Resumption.SessionIdMaxBytes", "a smaller cache cannot hold sessions with client certificates");
        InRange(resumption.TicketsPerConnection, 0, 255, "Resumption.TicketsPerConnection", "RFC 9149 counts in one byte");
        InRange(resumption.MaxTicketsPerConnection, 0, 255, "Resumption.MaxTicketsPerConnection", "RFC 9149 counts in one byte");
    }

    public static void Host(TlsHost host)
    {
        if (host.Credentials.Count == 0)
            throw new ArgumentException("TlsHost.Credentials is empty: give at least one certificate with its key.");
        Credentials(host.Credentials, "TlsHost.Credentials");
        NotNull(host.ClientValidation, "TlsHost.ClientValidation");
        NotNull(host.Scope, "TlsHost.Scope");
        if (host.ClientCertificateMode == ClientCertificateMode.Required)
            CanAccept(host.ClientValidation, "TlsHost.ClientValidation", "client's");
        Protocols(host.ApplicationProtocols, "TlsHost.ApplicationProtocols");
    }

    public static void Client(TlsClientOptions options)
    {
        NotNull(options.Resumption, "Resumption");
        NotNull(options.ServerValidation, "ServerValidation");
        NotNull(options.TimeProvider, "TimeProvider");
        NotNull(options.Scope, "Scope");
        Credentials(options.Credentials, "Credentials");
        CanAccept(options.ServerValidation, "ServerValidation", "server's");
        Versions(options.EnabledSslProtocols);
        Common(options.HandshakeTimeout, options.RecordSizeLimit, options.RecordPaddingBlock, options.MaxCertificateChainBytes);
        InRange(options.Resumption.MaxAuthenticationAge, TimeSpan.FromSeconds(1), s_maxTicketLifetime, "Resumption.MaxAuthenticationAge", "7 days at most");
        InRange(options.Resumption.MaxAuthenticationAgeTls12, TimeSpan.FromSeconds(1), s_maxTicketLifetime, "Resumption.MaxAuthenticationAgeTls12", "7 days at most");
        InRange(options.Resumption.StoreTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), "Resumption.StoreTimeout", "a handshake waits for it");
        InRange(options.Resumption.MaxTicketsPerConnection, 0, 255, "Resumption.MaxTicketsPerConnection", "RFC 9149 counts in one byte");
        InRange(options.Resumption.StoreCapacity, 0, int.MaxValue, "Resumption.StoreCapacity", "0 keeps no sessions");
        InRange(options.Resumption.StoreCapacityPerOrigin, 0, int.MaxValue, "Resumption.StoreCapacityPerOrigin", "0 keeps no TLS 1.3 tickets");
        InRange(options.Resumption.StoreMaxBytes, 0, long.MaxValue, "Resumption.StoreMaxBytes", "0 keeps no sessions");
        Protocols(options.ApplicationProtocols, "ApplicationProtocols");
    }

    public static IReadOnlyList<CipherSuite> CipherSuites(IReadOnlyList<TlsCipherSuite>? wanted, SslProtocols versions)
    {
        IEnumerable<CipherSuite> suites = wanted is null
            ? CipherSuite.Supported
            : wanted.Select(code => CipherSuite.Find(code) ?? throw new ArgumentException($"CipherSuites: {code} is not a suite that Segno has. It has {string.Join(", ", CipherSuite.All)}."))
                .Where(CipherSuite.Supported.Contains);
        CipherSuite[] usable = [.. suites.Where(suite => versions.HasFlag(suite.Version == ProtocolVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12))];
        if (usable.Length == 0)
            throw new ArgumentException("CipherSuites: none of them belongs to the versions in EnabledSslProtocols and runs on this platform.");
        return usable;
    }

    public static IReadOnlyList<NamedGroup> Groups(IReadOnlyList<NamedGroup>? wanted) =>
        Usable(wanted, KeyShares.Supported, "Groups", KeyShares.IsSupported);

    public static IReadOnlyList<SignatureScheme> SignatureSchemes(IReadOnlyList<SignatureScheme>? wanted) =>
        Usable(wanted, Signatures.Supported, "SignatureSchemes", scheme => Signatures.Supported.Contains(scheme));

    private static IReadOnlyList<T> Usable<T>(IReadOnlyList<T>? wanted, IReadOnlyList<T> supported, string option, Func<T, bool> isSupported)
    {
        if (wanted is null)
            return supported;
        T[] usable = [.. wanted.Where(isSupported)];
        return usable.Length > 0
            ? usable
            : throw new ArgumentException($"{option}: none of them runs on this platform. It has {string.Join(", ", supported)}.");
    }

    /// <summary>The groups of the first key shares: some of those that are negotiated (RFC 8446 §4.2.8). None: the server asks for one.</summary>
    /// <param name="wanted">The option.</param>
    /// <param name="listed">The option Groups; null: all.</param>
    public static IReadOnlyList<NamedGroup> KeyShareGroups(IReadOnlyList<NamedGroup> wanted, IReadOnlyList<NamedGroup>? listed)
    {
        foreach (NamedGroup group in wanted)
        {
            if (listed is null ? !Enum.IsDefined(group) : !listed.Contains(group))
                throw new ArgumentException($"KeyShareGroups: {group} is not among the Groups.");
        }
        // As in Groups, one that this platform lacks is passed over.
        return [.. wanted.Where(KeyShares.IsSupported)];
    }

    /// <summary>A host none of whose certificates can sign for a suite and a scheme of the server's would refuse every client.</summary>
    public static void Servable(TlsHost host, IReadOnlyList<CipherSuite> suites, IReadOnlyList<SignatureScheme> schemes)
    {
        if (!host.Credentials.Any(credential => suites.Any(suite => credential.CanServe(suite, schemes))))
        {
            throw new ArgumentException(
                $"TlsHost.Credentials: none of the certificates can serve a connection with the CipherSuites {string.Join(", ", suites)} and the SignatureSchemes {string.Join(", ", schemes)}.");
        }
    }

    private static void Protocols(IReadOnlyList<SslApplicationProtocol> protocols, string option)
    {
        foreach (SslApplicationProtocol protocol in protocols)
            InRange(protocol.Protocol.Length, 1, 255, option, "a protocol name has 1 to 255 bytes (RFC 7301 §3.1)");
    }

    private static void Versions(SslProtocols versions)
    {
        if (versions is 0 || (versions & ~(SslProtocols.Tls12 | SslProtocols.Tls13)) != 0)
            throw new ArgumentException("EnabledSslProtocols must be Tls12, Tls13 or both: Segno speaks no other version.");
    }

    private static void Common(TimeSpan timeout, int recordSizeLimit, int paddingBlock, int maxChain)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
            InRange(timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), "HandshakeTimeout", "or Timeout.InfiniteTimeSpan");
        InRange(recordSizeLimit, 64, 16384, "RecordSizeLimit", "RFC 8449 §4");
        InRange(paddingBlock, 0, 16384, "RecordPaddingBlock", "0 means no padding");
        InRange(maxChain, 1024, 0xffffff, "MaxCertificateChainBytes", "bytes");
    }

    private static void Credentials(IReadOnlyList<TlsCredential> credentials, string option)
    {
        foreach (TlsCredential? credential in credentials)
            NotNull(credential, option);
    }

    private static void CanAccept(CertificateValidationOptions validation, string option, string whose)
    {
        if (validation is { Roots.Count: 0, CallbackMode: CertificateCallbackMode.After })
            throw new ArgumentException($"{option}.Roots is empty: no {whose} certificate could pass. Give trust anchors, null for the system's, or a Callback that decides Instead.");
    }

    private static void NotNull(object? value, string option)
    {
        if (value is null)
            throw new ArgumentException($"{option} is null.");
    }

    private static void InRange<T>(T value, T minimum, T maximum, string option, string why)
        where T : IComparable<T>
    {
        if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
            throw new ArgumentException($"{option} is {value}; it must lie between {minimum} and {maximum}: {why}.");
    }
}
