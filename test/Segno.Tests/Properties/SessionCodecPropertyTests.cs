using System.Net.Security;
using CsCheck;
using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno.Tests.Properties;

/// <summary>A session that was written and read is the same; bytes that were altered are read as nothing, or as what writes them.</summary>
public sealed class SessionCodecPropertyTests
{
    private static Gen<ReadOnlyMemory<byte>> Bytes(int least, int most) => Gen.Byte.Array[least, most].Select(bytes => new ReadOnlyMemory<byte>(bytes));

    private static readonly Gen<TlsClientSession> s_sessions =
        from suite in Gen.OneOf(CipherSuite.All.ToArray())
        from secret in Gen.Byte.Array[48]
        from flags in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool)
        from name in Gen.OneOf("a", "server.example", "bücher.example")
        from protocol in Bytes(0, 255)
        from certificates in Bytes(1, 300).Array[0, 5]
        from agreed in Gen.OneOf(Enum.GetValues<NamedGroup>())
        from scheme in Gen.OneOf(Enum.GetValues<SignatureScheme>())
        from times in Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 604_800], Gen.Int[0, 70_000])
        from numbers in Gen.Select(Gen.UInt, Gen.UInt)
        from scope in Gen.Byte.Array[ResumptionScope.Length]
        from ticket in Bytes(1, 2000)
        from id in Bytes(1, 32)
        select Make(suite, secret, flags, name, protocol, certificates, agreed, scheme, times, numbers, scope, ticket, id);

    [Fact]
    public void A_session_that_is_exported_and_imported_is_the_same() => Property.Check(
        s_sessions,
        session =>
        {
            byte[] exported = session.Export();
            Assert.True(TlsClientSession.TryImport(exported, out TlsClientSession? read));
            Assert.Equal(exported, read.Export());
            Session left = session.Session, right = read.Session;
            Assert.Equal(
                (left.Version, left.CipherSuite, left.ExtendedMasterSecret, left.ServerName, left.Group, left.PeerSignatureScheme, left.Scope, left.Lifetime),
                (right.Version, right.CipherSuite, right.ExtendedMasterSecret, right.ServerName, right.Group, right.PeerSignatureScheme, right.Scope, right.Lifetime));
            Assert.Equal((left.CreatedAt, left.AuthenticatedAt, Math.Min(left.TimesResumed, 65535)), (right.CreatedAt, right.AuthenticatedAt, right.TimesResumed));
            Assert.Equal((left.TicketAgeAdd, left.MaxEarlyDataBytes), (right.TicketAgeAdd, right.MaxEarlyDataBytes));
            Assert.Equal(Hex([left.Secret.Span.ToArray(), left.ApplicationProtocol, .. left.PeerCertificates]), Hex([right.Secret.Span.ToArray(), right.ApplicationProtocol, .. right.PeerCertificates]));
            Assert.Equal(Hex([session.SessionId, session.Ticket]), Hex([read.SessionId, read.Ticket]));
            Assert.Equal(session.ReceivedAt, read.ReceivedAt);
        },
        200);

    [Fact]
    public void Altered_bytes_are_nothing_or_what_writes_them() => Property.Check(
        Gen.Select(s_sessions, Gen.Select(Gen.Int[0, 4000], Gen.Byte).Array[1, 3], Gen.Int[0, 2]),
        alteration =>
        {
            (TlsClientSession session, (int At, byte Value)[] changes, int cut) = alteration;
            byte[] altered = session.Export();
            foreach ((int at, byte value) in changes)
                altered[at % altered.Length] = value;
            altered = altered[..^cut];
            if (TlsClientSession.TryImport(altered, out TlsClientSession? read))
                Assert.Equal(altered, read.Export());
        },
        500);

    private static string[] Hex(ReadOnlyMemory<byte>[] values) => [.. values.Select(value => Convert.ToHexString(value.Span))];

    private static TlsClientSession Make(
        CipherSuite suite, byte[] secret, (bool Ems, bool HasName, bool HasTicket) flags, string name, ReadOnlyMemory<byte> protocol, ReadOnlyMemory<byte>[] certificates,
        NamedGroup agreed, SignatureScheme scheme, (int Seconds, int Lifetime, int Resumed) times, (uint AgeAdd, uint EarlyData) numbers, byte[] scope,
        ReadOnlyMemory<byte> ticket, ReadOnlyMemory<byte> id)
    {
        bool isTls13 = suite.Version == ProtocolVersion.Tls13;
        DateTimeOffset authenticated = DateTimeOffset.FromUnixTimeSeconds(times.Seconds);
        Session session = new()
        {
            Version = suite.Version,
            CipherSuite = suite.Code,
            Secret = new SecretBuffer(secret.AsSpan(0, isTls13 ? suite.HashLength : 48)),
            ExtendedMasterSecret = flags.Ems || isTls13,
            ApplicationProtocol = protocol,
            ServerName = flags.HasName ? name : null,
            PeerCertificates = certificates,
            Group = agreed,
            PeerSignatureScheme = certificates.Length == 0 ? null : scheme,
            CreatedAt = authenticated.AddMilliseconds(times.Lifetime),
            AuthenticatedAt = authenticated,
            Lifetime = TimeSpan.FromSeconds(times.Lifetime),
            TicketAgeAdd = isTls13 ? numbers.AgeAdd : 0,
            MaxEarlyDataBytes = isTls13 ? numbers.EarlyData : 0,
            Scope = ResumptionScope.Read(scope),
            TimesResumed = times.Resumed,
        };
        bool byTicket = isTls13 || flags.HasTicket;
        return new TlsClientSession(session, byTicket ? default : id, byTicket ? ticket : default, session.CreatedAt);
    }
}
