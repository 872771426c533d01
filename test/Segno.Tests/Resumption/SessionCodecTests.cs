using Segno.Resumption.Sessions;

namespace Segno.Tests.Resumption;

public sealed class SessionCodecTests
{
    /// <summary>Frozen: a change of these bytes is a change of the format and takes a new format version.</summary>
    private const string Golden12 =
        "010ac02b019ca9450ed20069a42a40000e10000102030405060708090a0b0c0d0e0f10111213141516170003001d0000"
        + "30a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdce"
        + "cf02683200096c6f63616c686f7374";

    private const string Golden13 =
        "010f1301019ca9450a000069a42a40000e10000000000000000000000000000000000000000000000000000111ec0807"
        + "20a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebffad6aac50000040002683200096c6f"
        + "63616c686f73740000000b0000030102030000020405";

    private static readonly ReadOnlyMemory<byte>[] s_chain = [new byte[] { 1, 2, 3 }, new byte[] { 4, 5 }];

    private static Session Fixed12() => Sessions.Tls12(
        scope: ResumptionScope.Read(Convert.FromHexString("000102030405060708090a0b0c0d0e0f1011121314151617")), createdAt: Sessions.Start.AddMilliseconds(1234), authenticatedAt: Sessions.Start);

    [Fact]
    public void Tls12_encodes_to_the_golden_bytes()
    {
        using Session session = Fixed12();
        Assert.Equal(Golden12, Convert.ToHexStringLower(Sessions.Encode(session)));
    }

    [Fact]
    public void Tls13_encodes_to_the_golden_bytes()
    {
        using Session session = Sessions.Tls13(certificates: s_chain);
        byte[] encoded = Sessions.Encode(session);
        // The scope is that of a host and has its own tests.
        encoded.AsSpan(18, 24).Clear();
        Assert.Equal(Golden13, Convert.ToHexStringLower(encoded));
    }

    [Fact]
    public void Golden_bytes_decode_to_every_field()
    {
        Assert.True(SessionCodec.TryDecode(Convert.FromHexString(Golden13), out Session? session));
        using (session)
        using (Session expected = Sessions.Tls13(certificates: s_chain))
        {
            Assert.Equal(expected.Version, session.Version);
            Assert.Equal(expected.CipherSuite, session.CipherSuite);
            Assert.True(session.Secret.Span.SequenceEqual(expected.Secret.Span));
            Assert.True(session.ExtendedMasterSecret);
            Assert.Equal("h2"u8.ToArray(), session.ApplicationProtocol.ToArray());
            Assert.Equal("localhost", session.ServerName);
            Assert.Equal(2, session.PeerCertificates.Count);
            Assert.Equal(s_chain[0].ToArray(), session.PeerCertificates[0].ToArray());
            Assert.Equal(s_chain[1].ToArray(), session.PeerCertificates[1].ToArray());
            Assert.Equal(NamedGroup.X25519MLKem768, session.Group);
            Assert.Equal(SignatureScheme.Ed25519, session.PeerSignatureScheme);
            Assert.Equal(Sessions.Start, session.CreatedAt);
            Assert.Equal(Sessions.Start, session.AuthenticatedAt);
            Assert.Equal(TimeSpan.FromHours(1), session.Lifetime);
            Assert.Equal(0xfad6aac5, session.TicketAgeAdd);
            Assert.Equal(1024u, session.MaxEarlyDataBytes);
            Assert.Equal(1, session.TimesResumed);
        }
    }

    [Fact, Requirement("C062")]
    public void Extended_master_secret_and_absent_values_survive()
    {
        foreach (bool ems in new[] { true, false })
        {
            using Session session = Sessions.Tls12(serverName: null, protocol: "", extendedMasterSecret: ems);
            Assert.True(SessionCodec.TryDecode(Sessions.Encode(session), out Session? decoded));
            using (decoded)
            {
                Assert.Equal(ems, decoded.ExtendedMasterSecret);
                Assert.Null(decoded.ServerName);
                Assert.True(decoded.ApplicationProtocol.IsEmpty);
                Assert.Null(decoded.PeerSignatureScheme);
                Assert.Empty(decoded.PeerCertificates);
                Assert.Equal(session.Scope, decoded.Scope);
                Assert.Equal(ResumptionDecline.None, decoded.Scope.Admit(session.Scope));
            }
        }
    }

    [Fact]
    public void Creation_keeps_milliseconds_and_authentication_is_rounded_down_to_seconds()
    {
        using Session session = Sessions.Tls12(createdAt: Sessions.Start.AddMilliseconds(1234), authenticatedAt: Sessions.Start.AddMilliseconds(999));
        Assert.True(SessionCodec.TryDecode(Sessions.Encode(session), out Session? decoded));
        using (decoded)
        {
            Assert.Equal(Sessions.Start.AddMilliseconds(1234), decoded.CreatedAt);
            Assert.Equal(Sessions.Start, decoded.AuthenticatedAt);
        }
    }

    [Theory]
    [InlineData("localhost", "h2", 111)]
    [InlineData("example.test", "http/1.1", 120)]
    public void A_session_without_certificates_is_small(string serverName, string protocol, int length)
    {
        using Session session = Sessions.Tls12(serverName, protocol);
        Assert.Equal(length, SessionCodec.EncodedLength(session));
        Assert.Equal(length, Sessions.Encode(session).Length);
    }

    [Fact]
    public void A_long_chain_survives()
    {
        ReadOnlyMemory<byte>[] chain = [.. Enumerable.Range(0, 40).Select(i => new ReadOnlyMemory<byte>([.. Enumerable.Repeat((byte)i, 2000)]))];
        using Session session = Sessions.Tls13(certificates: chain);
        Assert.True(SessionCodec.TryDecode(Sessions.Encode(session), out Session? decoded));
        using (decoded)
        {
            Assert.Equal(40, decoded.PeerCertificates.Count);
            Assert.Equal(chain[39].ToArray(), decoded.PeerCertificates[39].ToArray());
        }
    }

    [Theory]
    [InlineData(Golden12)]
    [InlineData(Golden13)]
    public void Every_truncation_and_extension_is_refused(string golden)
    {
        byte[] encoded = Convert.FromHexString(golden);
        for (int length = 0; length < encoded.Length; length++)
            Assert.False(SessionCodec.TryDecode(encoded.AsSpan(0, length), out _), $"cut to {length}");
        Assert.False(SessionCodec.TryDecode([.. encoded, 0], out _));
        Assert.False(SessionCodec.TryDecode([.. encoded, .. encoded], out _));
    }

    [Theory]
    [InlineData(Golden12)]
    [InlineData(Golden13)]
    public void Every_single_bit_flip_is_refused_or_is_another_valid_session(string golden)
    {
        byte[] encoded = Convert.FromHexString(golden);
        for (int bit = 0; bit < encoded.Length * 8; bit++)
        {
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
            if (SessionCodec.TryDecode(encoded, out Session? session))
            {
                using (session)
                {
                    Assert.Equal(Convert.ToHexStringLower(encoded), Convert.ToHexStringLower(Sessions.Encode(session)));
                    _ = session.ExpiresAt;
                }
            }
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(0, 0x02, "the format version")]
    [InlineData(1, 0x12, "an unknown flag")]
    [InlineData(1, 0x0b, "the other version's flag")]
    [InlineData(2, 0x13, "a suite that is not known")]
    [InlineData(4, 0xff, "a time beyond the year 9892")]
    [InlineData(10, 0xff, "a time beyond the year 9892")]
    [InlineData(15, 0xff, "a lifetime of more than 7 days")]
    [InlineData(45, 0xff, "a group that is not known")]
    [InlineData(46, 0x01, "a signature scheme that is not known")]
    [InlineData(48, 47, "a secret too short")]
    [InlineData(48, 49, "a secret too long")]
    [InlineData(48, 0, "no secret")]
    public void A_value_that_no_session_has_is_refused(int offset, byte value, string what)
    {
        byte[] encoded = Convert.FromHexString(Golden12);
        encoded[offset] = value;
        Assert.False(SessionCodec.TryDecode(encoded, out _), what);
    }

    [Fact]
    public void Lifetime_is_bounded_on_both_sides_of_7_days()
    {
        using Session longest = Sessions.Tls12(lifetime: TimeSpan.FromDays(7));
        byte[] encoded = Sessions.Encode(longest);
        Assert.True(SessionCodec.TryDecode(encoded, out Session? session));
        Assert.Equal(TimeSpan.FromDays(7), session.Lifetime);
        session.Dispose();
        encoded[17]++;
        Assert.False(SessionCodec.TryDecode(encoded, out _));
    }

    [Fact]
    public void A_clone_outlives_its_original()
    {
        Session session = Sessions.Tls12();
        using Session clone = session.Clone();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Secret.Span.Length);
        Assert.Equal(0xa0, clone.Secret.Span[0]);
    }
}
