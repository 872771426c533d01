using Segno.Crypto;

namespace Segno.Bogo;

/// <summary>The built-in protector, which the application may tell to renew a ticket (-renew-ticket), and which it counts (-use-ticket-callback).</summary>
internal sealed class ServerTickets(TimeProvider time) : ITicketProtector
{
    private readonly StekTicketProtector _inner = new(TimeSpan.FromDays(3), TimeSpan.FromDays(4), time, TlsRandom.System);
    private int _opened;

    public bool Renews { get; set; }

    public bool OpensOnce { get; set; }

    public void BeginConnection() => _opened = 0;

    public ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken) =>
        _inner.SealAsync(session, context, ticket, cancellationToken);

    public async ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken)
    {
        ShimException.Require(!OpensOnce || _opened++ == 0, "the ticket was opened more than once");
        TicketOpening opening = await _inner.OpenAsync(ticket, context, session, cancellationToken);
        return Renews && opening.Status == TicketStatus.Opened ? opening with { Status = TicketStatus.OpenedRenew } : opening;
    }

    public ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken) => _inner.SpendAsync(receipt, cancellationToken);
}
