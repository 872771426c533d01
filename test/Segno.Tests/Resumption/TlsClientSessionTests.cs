using System.Net.Security;
using System.Security.Authentication;

namespace Segno.Tests.Resumption;

public sealed class TlsClientSessionTests
{
    private static readonly DateTimeOffset s_now = Sessions.Start;

    private static int Name(TlsClientSession session) => session.Ticket.Span[0];

    [Fact]
    public void It_tells_what_the_session_is()
    {
        using TlsClientSession session = Sessions.Ticket(1);
        Assert.Equal(SslProtocols.Tls13, session.Protocol);
        Assert.Equal(TlsCipherSuite.TLS_AES_128_GCM_SHA256, session.CipherSuite);
        Assert.Equal("localhost", session.ServerName);
        Assert.Equal(s_now.AddHours(1), session.ExpiresAt);
        using TlsClientSession id = Sessions.Id(1);
        Assert.Equal(SslProtocols.Tls12, id.Protocol);
    }

    [Fact]
    public void Of_all_copies_of_a_ticket_one_is_claimed()
    {
        using TlsClientSession session = Sessions.Ticket(1);
        using TlsClientSession copy = session.Clone();
        using TlsClientSession copyOfCopy = copy.Clone();
        Assert.True(copyOfCopy.TryClaim());
        Assert.False(session.TryClaim());
        Assert.False(copy.TryClaim());
        using TlsClientSession other = Sessions.Ticket(1);
        Assert.True(other.TryClaim());
    }

    [Fact]
    public void A_Tls12_session_is_everybodys()
    {
        using TlsClientSession session = Sessions.Id(1);
        Assert.True(session.TryClaim());
        Assert.True(session.TryClaim());
    }

    [Fact]
    public void A_lease_is_the_newest_fresh_ticket_once_and_then_the_handle_again_and_again()
    {
        using TlsClientSession handle = Sessions.Ticket(1);
        handle.AddFresh(Sessions.Ticket(2));
        handle.AddFresh(Sessions.Ticket(3));
        foreach (int expected in new[] { 3, 2, 1, 1 })
        {
            using TlsClientSession lease = handle.Lease(s_now)!;
            Assert.Equal(expected, Name(lease));
        }
    }

    [Fact]
    public void Fresh_tickets_that_expired_or_were_claimed_are_passed_over()
    {
        using TlsClientSession handle = Sessions.Ticket(1, lifetime: TimeSpan.FromHours(3));
        TlsClientSession expired = Sessions.Ticket(2, lifetime: TimeSpan.FromSeconds(10));
        TlsClientSession claimed = Sessions.Ticket(3);
        using TlsClientSession copy = claimed.Clone();
        Assert.True(copy.TryClaim());
        handle.AddFresh(Sessions.Ticket(4));
        handle.AddFresh(expired);
        handle.AddFresh(claimed);
        using TlsClientSession lease = handle.Lease(s_now.AddSeconds(11))!;
        Assert.Equal(4, Name(lease));
        Assert.Throws<ObjectDisposedException>(() => expired.Session.Secret.Span.Length);

        handle.AddFresh(Sessions.Ticket(5, lifetime: TimeSpan.FromSeconds(10)));
        using TlsClientSession atExpiry = handle.Lease(s_now.AddSeconds(10))!;
        Assert.Equal(5, Name(atExpiry));
    }

    [Fact]
    public void A_fresh_Tls12_session_may_be_leased_again()
    {
        using TlsClientSession handle = Sessions.Id(1);
        handle.AddFresh(Sessions.Id(2));
        using TlsClientSession one = handle.Lease(s_now)!, two = handle.Lease(s_now)!;
        Assert.Equal(2, one.SessionId.Span[0]);
        Assert.Equal(2, two.SessionId.Span[0]);
    }

    [Fact]
    public void Fresh_tickets_are_bounded_and_the_oldest_goes()
    {
        using TlsClientSession handle = Sessions.Ticket(0);
        TlsClientSession[] fresh = [.. Enumerable.Range(1, 9).Select(i => Sessions.Ticket((byte)i))];
        foreach (TlsClientSession session in fresh)
            handle.AddFresh(session);
        Assert.Throws<ObjectDisposedException>(() => fresh[0].Session.Secret.Span.Length);
        Assert.Equal(32, fresh[1].Session.Secret.Length);
        for (int expected = 9; expected >= 2; expected--)
        {
            using TlsClientSession lease = handle.Lease(s_now)!;
            Assert.Equal(expected, Name(lease));
        }
        using TlsClientSession own = handle.Lease(s_now)!;
        Assert.Equal(0, Name(own));
    }

    [Fact]
    public void A_copy_shares_no_fresh_tickets()
    {
        using TlsClientSession handle = Sessions.Ticket(1);
        handle.AddFresh(Sessions.Ticket(2));
        using TlsClientSession copy = handle.Clone();
        using TlsClientSession lease = copy.Lease(s_now)!;
        Assert.Equal(1, Name(lease));
    }

    [Fact]
    public void Disposal_takes_the_fresh_tickets_along()
    {
        TlsClientSession handle = Sessions.Ticket(1), fresh = Sessions.Ticket(2), late = Sessions.Ticket(3);
        handle.AddFresh(fresh);
        handle.Dispose();
        handle.Dispose();
        handle.AddFresh(late);
        Assert.Throws<ObjectDisposedException>(() => fresh.Session.Secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => late.Session.Secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => handle.Lease(s_now)!);
        Assert.Throws<ObjectDisposedException>(handle.Clone);
        Assert.Throws<ObjectDisposedException>(handle.Export);
    }

    [Fact]
    public void What_is_exported_is_imported()
    {
        using TlsClientSession session = Sessions.Ticket(7, receivedAt: s_now.AddMilliseconds(5));
        Assert.True(TlsClientSession.TryImport(session.Export(), out TlsClientSession? imported));
        using (imported)
        {
            Assert.Equal(session.Ticket.ToArray(), imported.Ticket.ToArray());
            Assert.True(imported.SessionId.IsEmpty);
            Assert.Equal(session.ReceivedAt, imported.ReceivedAt);
            Assert.True(imported.Session.Secret.Span.SequenceEqual(session.Session.Secret.Span));
            Assert.Equal(session.ExpiresAt, imported.ExpiresAt);
        }
        using TlsClientSession id = Sessions.Id(8);
        Assert.True(TlsClientSession.TryImport(id.Export(), out TlsClientSession? importedId));
        Assert.Equal(id.SessionId.ToArray(), importedId.SessionId.ToArray());
        importedId.Dispose();
    }

    [Fact]
    public void The_newest_fresh_ticket_is_exported_and_stays()
    {
        using TlsClientSession handle = Sessions.Ticket(1);
        handle.AddFresh(Sessions.Ticket(2));
        Assert.True(TlsClientSession.TryImport(handle.Export(), out TlsClientSession? imported));
        Assert.Equal(2, Name(imported));
        imported.Dispose();
        using TlsClientSession lease = handle.Lease(s_now)!;
        Assert.Equal(2, Name(lease));
    }

    [Fact]
    public void Of_fresh_tickets_the_one_that_lives_longest_is_exported()
    {
        using TlsClientSession handle = Sessions.Ticket(1);
        handle.AddFresh(Sessions.Ticket(2, lifetime: TimeSpan.FromMinutes(9)));
        handle.AddFresh(Sessions.Ticket(3, lifetime: TimeSpan.FromMinutes(9)));
        handle.AddFresh(Sessions.Ticket(4, lifetime: TimeSpan.FromSeconds(1)));
        Assert.True(TlsClientSession.TryImport(handle.Export(), out TlsClientSession? imported));
        Assert.Equal(3, Name(imported));
        imported.Dispose();
    }

    [Fact]
    public void The_exported_form_is_frozen()
    {
        using TlsClientSession session = Sessions.Ticket(7);
        byte[] exported = session.Export();
        Assert.Equal("73676e6f" + "01" + "019ca9450a00" + "00" + "00000004" + "07070707", Convert.ToHexStringLower(exported.AsSpan(0, 20)));
        Assert.Equal(Sessions.Encode(session.Session), exported[20..]);
    }

    [Fact]
    public void Every_truncation_and_bit_flip_is_refused_or_is_another_session()
    {
        using TlsClientSession session = Sessions.Ticket(7);
        byte[] exported = session.Export();
        for (int length = 0; length < exported.Length; length++)
            Assert.False(TlsClientSession.TryImport(exported.AsSpan(0, length), out _));
        Assert.False(TlsClientSession.TryImport([.. exported, 0], out _));
        for (int bit = 0; bit < exported.Length * 8; bit++)
        {
            exported[bit / 8] ^= (byte)(1 << (bit % 8));
            if (TlsClientSession.TryImport(exported, out TlsClientSession? imported))
            {
                Assert.Equal(exported, imported.Export());
                imported.Dispose();
            }
            exported[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_session_without_a_name_or_with_the_wrong_one_is_refused()
    {
        using TlsClientSession nameless = new(Sessions.Tls12(), default, default, s_now);
        using TlsClientSession withId = new(Sessions.Tls13(), new byte[] { 1 }, new byte[] { 1 }, s_now);
        using TlsClientSession longId = new(Sessions.Tls12(), new byte[33], default, s_now);
        using TlsClientSession longTicket = new(Sessions.Tls13(), default, new byte[65536], s_now);
        foreach (TlsClientSession session in new[] { nameless, withId, longId, longTicket })
            Assert.False(TlsClientSession.TryImport(session.Export(), out _));
    }
}
