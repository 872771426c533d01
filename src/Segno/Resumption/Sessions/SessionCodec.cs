using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Text;
using System.Text.Unicode;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Resumption.Sessions;

/// <summary>
/// The binary form of a session, as it lies in a store and inside a ticket. Numbers are big-endian. docs/formats/session.md is its manual.
/// <code>
/// offset size
///      0    1  format version, 1
///      1    1  flags: 1 TLS 1.3, 2 extended_master_secret, 4 peer certificates follow, 8 server_name present; the rest is 0
///      2    2  cipher suite
///      4    6  CreatedAt, milliseconds since 1970-01-01 UTC
///     10    5  AuthenticatedAt, seconds since 1970-01-01 UTC
///     15    3  Lifetime, seconds, at most 604,800
///     18   24  scope: hash (16), part tags (4 × 2)
///     42    2  TimesResumed, stays at 65,535
///     44    2  group; 0: unknown
///     46    2  signature scheme of the peer; 0: it did not sign
///     48    1  length of the secret: 48 in TLS 1.2, the hash's length in TLS 1.3
///     49    n  secret
///        4 + 4 TLS 1.3 only: ticket_age_add, max_early_data_size
///      1 + n   application protocol, with its length; empty: none
///      2 + n   only if flagged: server_name in UTF-8, with its length, at least 1
///      4 + n   only if flagged: length of the list, at least 4, then each certificate: length (3), at least 1, and DER
/// </code>
/// </summary>
internal static class SessionCodec
{
    private const byte FormatVersion = 1;
    private const byte FlagTls13 = 1;
    private const byte FlagExtendedMasterSecret = 2;
    private const byte FlagPeerCertificates = 4;
    private const byte FlagServerName = 8;
    private const byte KnownFlags = FlagTls13 | FlagExtendedMasterSecret | FlagPeerCertificates | FlagServerName;

    private const int FixedLength = 49;
    private const int Tls13Length = 8;
    private const int MasterSecretLength = 48;
    private const int CertificateLengthSize = 3;

    /// <summary>A bound of the year 9892, so that adding a lifetime cannot leave the range of <see cref="DateTimeOffset"/>.</summary>
    private const long MaxSeconds = 250_000_000_000;

    /// <summary>Bytes that <see cref="Encode"/> writes.</summary>
    public static int EncodedLength(Session session)
    {
        int length = FixedLength + session.Secret.Length + 1 + session.ApplicationProtocol.Length;
        if (session.Version == ProtocolVersion.Tls13)
            length += Tls13Length;
        if (session.ServerName is { Length: > 0 } name)
            length += sizeof(ushort) + Encoding.UTF8.GetByteCount(name);
        if (session.PeerCertificates.Count > 0)
            length += sizeof(uint) + CertificatesLength(session);
        return length;
    }

    /// <summary>Writes the session to the front of <paramref name="destination"/>, which has at least <see cref="EncodedLength"/> bytes. What it writes holds the secret.</summary>
    public static void Encode(Session session, Span<byte> destination)
    {
        BoundedWriter writer = new(destination);
        writer.WriteUInt8(FormatVersion);
        writer.WriteUInt8(FlagsOf(session));
        writer.WriteUInt16((ushort)session.CipherSuite);
        writer.WriteUInt(Math.Clamp(session.CreatedAt.ToUnixTimeMilliseconds(), 0, MaxSeconds * 1000), 6);
        // Rounded down: a session may look up to a second older than it is, never younger.
        writer.WriteUInt(Math.Clamp(session.AuthenticatedAt.ToUnixTimeSeconds(), 0, MaxSeconds), 5);
        writer.WriteUInt((long)Math.Clamp(session.Lifetime.TotalSeconds, 0, Session.MaxLifetime.TotalSeconds), 3);
        session.Scope.Write(writer.Take(ResumptionScope.Length));
        writer.WriteUInt16((ushort)Math.Min(session.TimesResumed, ushort.MaxValue));
        writer.WriteUInt16((ushort)(session.Group ?? 0));
        writer.WriteUInt16((ushort)(session.PeerSignatureScheme ?? 0));
        writer.WriteUInt8((byte)session.Secret.Length);
        writer.WriteBytes(session.Secret.Span);
        if (session.Version == ProtocolVersion.Tls13)
        {
            writer.WriteUInt32(session.TicketAgeAdd);
            writer.WriteUInt32(session.MaxEarlyDataBytes);
        }
        writer.WriteUInt8((byte)session.ApplicationProtocol.Length);
        writer.WriteBytes(session.ApplicationProtocol.Span);
        if (session.ServerName is { Length: > 0 } name)
        {
            int length = Encoding.UTF8.GetByteCount(name);
            writer.WriteUInt16((ushort)length);
            Encoding.UTF8.GetBytes(name, writer.Take(length));
        }
        if (session.PeerCertificates.Count > 0)
            WriteCertificates(ref writer, session);
    }

    /// <summary>Reads a session. False, and no session: an unknown format, a length that lies, bytes left over, or a value that no session has.</summary>
    /// <param name="encoded">The whole form, to the byte.</param>
    /// <param name="session">The session, owned by the caller.</param>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out Session? session)
    {
        session = null;
        BoundedReader reader = new(encoded);
        if (reader.ReadUInt8() != FormatVersion)
            return false;
        byte flags = reader.ReadUInt8();
        if ((flags & ~KnownFlags) != 0)
            return false;
        ProtocolVersion version = (flags & FlagTls13) != 0 ? ProtocolVersion.Tls13 : ProtocolVersion.Tls12;
        if (CipherSuite.Find((TlsCipherSuite)reader.ReadUInt16()) is not { } suite || suite.Version != version)
            return false;

        long createdAt = reader.ReadUInt(6);
        long authenticatedAt = reader.ReadUInt(5);
        long lifetime = reader.ReadUInt(3);
        if (createdAt > MaxSeconds * 1000 || authenticatedAt > MaxSeconds || lifetime > (long)Session.MaxLifetime.TotalSeconds)
            return false;
        ReadOnlySpan<byte> scope = reader.ReadBytes(ResumptionScope.Length);
        ushort timesResumed = reader.ReadUInt16();
        NamedGroup group = (NamedGroup)reader.ReadUInt16();
        SignatureScheme scheme = (SignatureScheme)reader.ReadUInt16();
        if (group != 0 && !Enum.IsDefined(group) || scheme != 0 && !Enum.IsDefined(scheme))
            return false;

        int secretLength = reader.ReadUInt8();
        if (secretLength != (version == ProtocolVersion.Tls13 ? suite.HashLength : MasterSecretLength))
            return false;
        ReadOnlySpan<byte> secret = reader.ReadBytes(secretLength);
        uint ageAdd = 0, maxEarlyData = 0;
        if (version == ProtocolVersion.Tls13)
        {
            ageAdd = reader.ReadUInt32();
            maxEarlyData = reader.ReadUInt32();
        }
        ReadOnlySpan<byte> protocol = reader.ReadBytes(reader.ReadUInt8());
        ReadOnlySpan<byte> name = (flags & FlagServerName) != 0 ? reader.ReadBytes(reader.ReadUInt16()) : default;
        if (name.IsEmpty == ((flags & FlagServerName) != 0) || !Utf8.IsValid(name))
            return false;
        if (!TryReadCertificates(ref reader, (flags & FlagPeerCertificates) != 0, out ReadOnlyMemory<byte>[] certificates) || !reader.IsComplete)
            return false;

        session = new Session
        {
            Version = version,
            CipherSuite = suite.Code,
            Secret = new SecretBuffer(secret),
            ExtendedMasterSecret = (flags & FlagExtendedMasterSecret) != 0,
            ApplicationProtocol = protocol.ToArray(),
            ServerName = name.IsEmpty ? null : Encoding.UTF8.GetString(name),
            PeerCertificates = certificates,
            Group = group == 0 ? null : group,
            PeerSignatureScheme = scheme == 0 ? null : scheme,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(createdAt),
            AuthenticatedAt = DateTimeOffset.FromUnixTimeSeconds(authenticatedAt),
            Lifetime = TimeSpan.FromSeconds(lifetime),
            TicketAgeAdd = ageAdd,
            MaxEarlyDataBytes = maxEarlyData,
            Scope = ResumptionScope.Read(scope),
            TimesResumed = timesResumed,
        };
        return true;
    }

    private static byte FlagsOf(Session session)
    {
        int flags = session.Version == ProtocolVersion.Tls13 ? FlagTls13 : 0;
        if (session.ExtendedMasterSecret)
            flags |= FlagExtendedMasterSecret;
        if (session.PeerCertificates.Count > 0)
            flags |= FlagPeerCertificates;
        if (session.ServerName is { Length: > 0 })
            flags |= FlagServerName;
        return (byte)flags;
    }

    private static int CertificatesLength(Session session)
    {
        int length = 0;
        foreach (ReadOnlyMemory<byte> certificate in session.PeerCertificates)
            length += CertificateLengthSize + certificate.Length;
        return length;
    }

    private static void WriteCertificates(ref BoundedWriter writer, Session session)
    {
        writer.WriteUInt32((uint)CertificatesLength(session));
        foreach (ReadOnlyMemory<byte> certificate in session.PeerCertificates)
        {
            writer.WriteUInt(certificate.Length, CertificateLengthSize);
            writer.WriteBytes(certificate.Span);
        }
    }

    private static bool TryReadCertificates(ref BoundedReader reader, bool present, out ReadOnlyMemory<byte>[] certificates)
    {
        certificates = [];
        if (!present)
            return true;
        ReadOnlySpan<byte> list = reader.ReadBytes(reader.ReadUInt32());
        if (list.IsEmpty)
            return false;
        List<ReadOnlyMemory<byte>> chain = [];
        BoundedReader entries = new(list);
        while (!entries.IsComplete)
        {
            ReadOnlySpan<byte> certificate = entries.ReadBytes(entries.ReadUInt(CertificateLengthSize));
            if (certificate.IsEmpty)
                return false;
            chain.Add(certificate.ToArray());
        }
        certificates = [.. chain];
        return true;
    }
}
