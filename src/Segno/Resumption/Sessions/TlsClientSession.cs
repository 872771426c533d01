using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno;

/// <summary>
/// A client's session with the ID or ticket that names it: a handle that may be kept, saved, and given to other connections through
/// <see cref="TlsConnectOptions.Session"/>, on whatever port. Thread-safe; whoever has it disposes it.
/// </summary>
/// <remarks>
/// Connections that are made with a handle leave their fresh tickets in it, so that each ticket is used once as long as there are
/// fresh ones; when there are none, the handle's own is used again.
/// </remarks>
public sealed class TlsClientSession : IDisposable
{
    /// <summary>Bounds the fresh tickets of one handle: as many as a browser opens connections at once, and two.</summary>
    internal const int MaxFresh = 8;

    private readonly Lock _lock = new();
    private readonly List<TlsClientSession> _fresh = [];
    private bool _disposed;
    private bool _forgotten;

    internal TlsClientSession(Session session, ReadOnlyMemory<byte> sessionId, ReadOnlyMemory<byte> ticket, DateTimeOffset receivedAt)
        : this(session, sessionId, ticket, receivedAt, new TicketClaim())
    {
    }

    private TlsClientSession(Session session, ReadOnlyMemory<byte> sessionId, ReadOnlyMemory<byte> ticket, DateTimeOffset receivedAt, TicketClaim claim)
    {
        Session = session;
        SessionId = sessionId;
        Ticket = ticket;
        ReceivedAt = receivedAt;
        Claim = claim;
    }

    /// <summary>The version of the protocol.</summary>
    public SslProtocols Protocol => Session.Version == ProtocolVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12;

    /// <summary>The cipher suite of the connection that made the session.</summary>
    public TlsCipherSuite CipherSuite => Session.CipherSuite;

    /// <summary>The name or address that the server's certificate was checked against; only connections to the same resume.</summary>
    public string? ServerName => Session.ServerName;

    /// <summary>The last moment at which the session may be offered, by what the server said.</summary>
    public DateTimeOffset ExpiresAt => Session.ExpiresAt;

    internal bool IsDisposed
    {
        get
        {
            lock (_lock)
                return _disposed;
        }
    }

    /// <summary>Owned by this handle.</summary>
    internal Session Session { get; }

    /// <summary>Shared by all copies of one TLS 1.3 ticket.</summary>
    internal TicketClaim Claim { get; }

    /// <summary>The session ID (TLS 1.2); empty if a ticket names the session.</summary>
    internal ReadOnlyMemory<byte> SessionId { get; }

    /// <summary>The ticket; empty if a session ID names the session.</summary>
    internal ReadOnlyMemory<byte> Ticket { get; }

    /// <summary>When the ticket arrived, from which its age counts (RFC 8446 §4.2.11.1).</summary>
    internal DateTimeOffset ReceivedAt { get; }

    /// <summary>
    /// The session as bytes, to be saved and read again by <see cref="TryImport"/>: that of the fresh ticket that lives longest, if there is
    /// one, and of several the newest.
    /// </summary>
    /// <remarks>
    /// The bytes hold the session's secret in clear. Whoever reads them can resume the session, and can read recorded traffic of TLS 1.2
    /// connections that used it, and TLS 1.3 traffic that was resumed without (EC)DHE. Keep them as a private key is kept.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    public byte[] Export()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _fresh.Count > 0 ? _fresh.AsEnumerable().Reverse().MaxBy(fresh => fresh.ExpiresAt)!.Export() : ClientSessionCodec.Encode(this);
        }
    }

    /// <summary>Reads what <see cref="Export"/> made.</summary>
    /// <param name="exported">The bytes, all of them.</param>
    /// <param name="session">The session, owned by the caller; null if the bytes are cut, altered in form, or of an unknown version.</param>
    public static bool TryImport(ReadOnlySpan<byte> exported, [NotNullWhen(true)] out TlsClientSession? session) =>
        ClientSessionCodec.TryDecode(exported, out session);

    /// <summary>Zeroes the secrets of the session and of its fresh tickets.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            DropFresh();
            Session.Dispose();
        }
    }

    /// <summary>A copy with a secret of its own and without the fresh tickets. Of a TLS 1.3 ticket all copies share one claim.</summary>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    internal TlsClientSession Clone()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return new TlsClientSession(Session.Clone(), SessionId, Ticket, ReceivedAt, Claim);
        }
    }

    /// <summary>As <see cref="Clone"/>; null if the handle was disposed.</summary>
    internal TlsClientSession? TryClone()
    {
        lock (_lock)
            return _disposed ? null : Clone();
    }

    /// <summary>
    /// Claims the ticket for one connection (RFC 8446 App. C.4): true for the first caller among all copies. A TLS 1.2 session may be used
    /// again, and is everybody's.
    /// </summary>
    internal bool TryClaim() => Session.Version == ProtocolVersion.Tls12 || Claim.TryTake();

    /// <summary>Adds a ticket that came on a connection made with this handle, which owns it from here on. The oldest goes when there are more than <see cref="MaxFresh"/>.</summary>
    /// <remarks>A session with another name is dropped: it could stand before the handle's own, and resumes nothing that the handle is for.</remarks>
    internal void AddFresh(TlsClientSession fresh)
    {
        lock (_lock)
        {
            if (_disposed || !string.Equals(fresh.ServerName, ServerName, StringComparison.Ordinal))
            {
                fresh.Dispose();
                return;
            }
            _fresh.Add(fresh);
            if (_fresh.Count <= MaxFresh)
                return;
            _fresh[0].Dispose();
            _fresh.RemoveAt(0);
        }
    }

    /// <summary>
    /// The session to offer on the next connection, owned by the caller: the newest fresh one that nobody claimed, else a copy of the
    /// handle's own. A fresh TLS 1.3 ticket leaves the handle; a fresh TLS 1.2 session stays, as it may be used again. Null if the session must
    /// not be used any more.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handle was disposed.</exception>
    internal TlsClientSession? Lease(DateTimeOffset now)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            while (_fresh.Count > 0)
            {
                TlsClientSession newest = _fresh[^1];
                bool usable = newest.ExpiresAt >= now && newest.TryClaim();
                if (usable && newest.Session.Version == ProtocolVersion.Tls12)
                    return newest.Clone();
                _fresh.RemoveAt(_fresh.Count - 1);
                if (usable)
                    return newest;
                newest.Dispose();
            }
            return _forgotten ? null : Clone();
        }
    }

    /// <summary>A connection that used the handle's TLS 1.2 session failed: nothing of it is offered again (RFC 5246 §7.2.2, RFC 5077 §3.2).</summary>
    internal void Forget()
    {
        lock (_lock)
        {
            _forgotten = true;
            DropFresh();
        }
    }

    private void DropFresh()
    {
        foreach (TlsClientSession fresh in _fresh)
            fresh.Dispose();
        _fresh.Clear();
    }

}
