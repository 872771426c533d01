using Segno.Crypto;
using Segno.Record;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>An established TLS 1.3 connection, the client's side: tickets and KeyUpdates may come (RFC 8446 §4.6).</summary>
internal sealed class Connected : ConnectedState
{
    /// <summary>Bounds the work that a server can cause with tickets.</summary>
    private const int MaxTickets = 1024;

    /// <summary>Bounds what is remembered of a server's nonces: more tickets than this at once no store wants.</summary>
    private const int MaxNonces = 32;

    private static readonly TimeSpan s_maxLifetime = TimeSpan.FromDays(7);

    private readonly ClientHandshake _hs;
    private readonly ClientConfiguration _configuration;
    private readonly HandshakeFacts _facts;
    private readonly ResumptionAccount _account;
    private readonly SecretBuffer _exporter;
    private readonly SecretBuffer _resumption;
    private readonly TrafficUpdates _updates;
    private readonly ConnectionInfo _info;
    private TlsClientSession? _newest;
    private readonly List<byte[]> _nonces = [];
    private readonly List<TicketClaim> _claims = [];
    private bool _failed;
    private int _tickets;

    public Connected(
        ClientHandshake hs, HandshakeFacts facts, SecretBuffer clientTraffic, SecretBuffer serverTraffic, SecretBuffer exporter, SecretBuffer resumption)
    {
        _hs = hs;
        _configuration = hs.Configuration;
        _facts = facts;
        _account = hs.Account;
        _exporter = exporter;
        _resumption = resumption;
        _updates = new TrafficUpdates(hs.Output, facts.Suite, serverTraffic, clientTraffic);
        _info = facts.ToConnectionInfo(_account.ToInfo());
    }

    public override ConnectionInfo Info => _tickets == 0 ? _info : _info with { Resumption = _account.ToInfo() };

    public override IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates => _facts.PeerCertificates;

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        switch (message.Type)
        {
            case HandshakeType.KeyUpdate:
                _updates.OnKeyUpdate(message);
                break;
            case HandshakeType.NewSessionTicket:
                Keep(message.As<NewSessionTicket13>());
                break;
            default:
                throw Refuse(message.Type);
        }
        return ValueTask.FromResult<HandshakeState>(this);
    }

    public override bool IsWelcome(HandshakeType type) => type is HandshakeType.NewSessionTicket or HandshakeType.KeyUpdate;

    /// <summary>RFC 8446 §6.2: the tickets of a connection that failed should not be used. The store drops what is claimed.</summary>
    public override ValueTask OnFailureAsync(CancellationToken cancellationToken)
    {
        // A write may fail while a read receives a ticket.
        lock (_claims)
        {
            _failed = true;
            foreach (TicketClaim claim in _claims)
                claim.TryTake();
        }
        return ValueTask.CompletedTask;
    }

    public override TlsClientSession? ExportSession()
    {
        using Lock.Scope scope = HoldSecrets();
        if (_newest is null || IsOver)
            return null;
        // What the application takes with it, the store no longer hands out: no ticket is used twice unasked (RFC 8446 App. C.4).
        _newest.Claim.TryTake();
        return _newest.Clone();
    }

    public override bool UpdateWriteKeys(bool requestPeerUpdate)
    {
        _updates.UpdateWriteKeys(requestPeerUpdate);
        return true;
    }

    protected override void Export(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination) =>
        TrafficSecrets.Export(_facts.Suite.Hash, _exporter.Span, label, context, destination);

    protected override void DisposeSecrets()
    {
        _exporter.Dispose();
        _resumption.Dispose();
        _updates.Dispose();
        _newest?.Dispose();
    }

    private void Keep(NewSessionTicket13 ticket)
    {
        if (++_tickets > MaxTickets)
            throw new TlsException(TlsFaults.TooManyTickets);
        ReceivedExtensions.RequireInPlace(ticket.Extensions, ReceivedExtensions.InNewSessionTicket);
        _account.TicketIssued();
        // RFC 8446 §4.6.1: a lifetime of zero means to discard it at once. RFC 9846 §4.7.1: a client that does not resume ignores it.
        if (ticket.Lifetime == 0 || !_configuration.Resumption.Enabled || ticket.Ticket.Length > ClientConfiguration.MaxTicketBytes)
            return;

        if (!IsNewNonce(ticket.Nonce.Span))
            return;
        using TlsClientSession session = MakeSession(ticket);
        using (EnterSecrets())
        {
            _newest?.Dispose();
            _newest = session.Clone();
        }
        lock (_claims)
        {
            if (_failed)
                return;
            if (_claims.Count < MaxNonces)
                _claims.Add(session.Claim);
        }
        _hs.KeepInBackground(session);
    }

    /// <summary>RFC 8446 §4.6.1: a nonce that comes again would make a PSK twice, and tie two later connections together.</summary>
    private bool IsNewNonce(ReadOnlySpan<byte> nonce)
    {
        foreach (byte[] known in _nonces)
        {
            if (nonce.SequenceEqual(known))
                return false;
        }
        if (_nonces.Count < MaxNonces)
            _nonces.Add(nonce.ToArray());
        return true;
    }

    private TlsClientSession MakeSession(NewSessionTicket13 ticket)
    {
        DateTimeOffset now = _configuration.Time.GetUtcNow();
        TimeSpan lifetime = TimeSpan.FromSeconds(ticket.Lifetime);
        if (lifetime > s_maxLifetime)
            lifetime = s_maxLifetime;
        uint maxEarlyData = ticket.Extensions.TryGet(ExtensionType.EarlyData, out ReadOnlyMemory<byte> body) ? EarlyDataExtension.ParseMaxSize(body) : 0;
        SecretBuffer psk = new(_facts.Suite.HashLength);
        using (EnterSecrets())
            TrafficSecrets.ResumptionPsk(_facts.Suite.Hash, _resumption.Span, ticket.Nonce.Span, psk.Span);
        Session session = SessionMaking.FromFacts(_facts, psk, _configuration.Scope, now, lifetime, _account.TimesResumed, ticket.AgeAdd, maxEarlyData);
        return new TlsClientSession(session, sessionId: default, ticket.Ticket.ToArray(), now);
    }
}
