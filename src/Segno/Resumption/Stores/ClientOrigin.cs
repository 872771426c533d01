using System.Runtime.InteropServices;
using Segno.Wire;

namespace Segno.Resumption.Stores;

/// <summary>What a client's store has of one origin. Not thread-safe: the store locks.</summary>
internal sealed class ClientOrigin(ClientSessionKey key)
{
    /// <summary>What an origin takes without sessions, and a session without what varies: objects, list slots and the secret, rounded up.</summary>
    private const int OriginBytes = 512;
    private const int SessionBytes = 512;

    /// <summary>TLS 1.3 tickets, the newest last.</summary>
    private readonly List<TlsClientSession> _tickets = [];

    /// <summary>The chains of the sessions and how many sessions have each: those of one lineage share one.</summary>
    private readonly Dictionary<object, int> _chains = new(ReferenceEqualityComparer.Instance);

    private TlsClientSession? _tls12;

    public ClientSessionKey Key { get; } = key;

    public TicketDemand Demand { get; } = new();

    /// <summary>TLS 1.3 tickets in the pool.</summary>
    public int Tickets => _tickets.Count;

    public int Count => _tickets.Count + (_tls12 is null ? 0 : 1);

    public long Bytes { get; private set; } = OriginBytes;

    /// <summary>The newest TLS 1.3 ticket that is neither expired nor used, out of the pool; else a copy of the TLS 1.2 session.</summary>
    public TlsClientSession? Take(DateTimeOffset now)
    {
        DropExpired(now);
        while (_tickets.Count > 0)
        {
            TlsClientSession newest = _tickets[^1];
            _tickets.RemoveAt(_tickets.Count - 1);
            CountOut(newest);
            // A copy of it may have gone out elsewhere, as an explicit session.
            if (newest.TryClaim())
                return newest;
            newest.Dispose();
        }
        return _tls12?.Clone();
    }

    /// <summary>Adds a ticket, or replaces the TLS 1.2 session, and drops the oldest until the origin keeps to its bounds.</summary>
    public void Put(TlsClientSession session, int limit, long maxBytes, DateTimeOffset now)
    {
        DropExpired(now);
        CountIn(session);
        if (session.Session.Version == ProtocolVersion.Tls12)
        {
            Drop(_tls12);
            _tls12 = session;
        }
        else
        {
            _tickets.Add(session);
            while (_tickets.Count > limit)
                DropTicket(0);
        }
        while (Bytes > maxBytes && Count > 0)
            DropOldest();
    }

    public void DropOldest()
    {
        if (_tickets.Count > 0)
        {
            DropTicket(0);
        }
        else
        {
            Drop(_tls12);
            _tls12 = null;
        }
    }

    public void DropAll()
    {
        while (Count > 0)
            DropOldest();
    }

    public void DropExpired(DateTimeOffset now)
    {
        for (int i = _tickets.Count - 1; i >= 0; i--)
        {
            if (_tickets[i].ExpiresAt < now)
                DropTicket(i);
        }
        if (_tls12?.ExpiresAt < now)
        {
            Drop(_tls12);
            _tls12 = null;
        }
    }

    private void CountIn(TlsClientSession session)
    {
        ref int sharers = ref CollectionsMarshal.GetValueRefOrAddDefault(_chains, session.Session.PeerCertificates, out _);
        Bytes += BytesOf(session) + (sharers++ == 0 ? ChainBytesOf(session) : 0);
    }

    private void CountOut(TlsClientSession session)
    {
        int sharers = --CollectionsMarshal.GetValueRefOrNullRef(_chains, session.Session.PeerCertificates);
        if (sharers == 0)
            _chains.Remove(session.Session.PeerCertificates);
        Bytes -= BytesOf(session) + (sharers == 0 ? ChainBytesOf(session) : 0);
    }

    private static long BytesOf(TlsClientSession session) =>
        SessionBytes + session.Ticket.Length + session.SessionId.Length + session.Session.ApplicationProtocol.Length
        + session.Session.OcspResponse.Length + session.Session.SignedCertificateTimestamps.Length;

    private static long ChainBytesOf(TlsClientSession session)
    {
        long bytes = 0;
        foreach (ReadOnlyMemory<byte> certificate in session.Session.PeerCertificates)
            bytes += certificate.Length;
        return bytes;
    }

    private void DropTicket(int index)
    {
        Drop(_tickets[index]);
        _tickets.RemoveAt(index);
    }

    private void Drop(TlsClientSession? session)
    {
        if (session is null)
            return;
        CountOut(session);
        session.Dispose();
    }
}
