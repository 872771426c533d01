using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Wire;

namespace Segno.Timing.Checks;

/// <summary>A ticket of a known key, with a part of it forged: what is secret is how much of that part is right. Whether the key is known is public, as its name is.</summary>
internal sealed class TicketCheck : TimingCheck
{
    private readonly StekTicketProtector _protector = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeProvider.System, TlsRandom.System);
    private readonly byte[] _ticket;
    private readonly byte[] _session = new byte[ITicketProtector.MaxTicketBytes];
    private readonly Slots _tickets;
    private readonly Range _part;

    private TicketCheck(string name, Range part)
        : base($"StekTicketProtector.OpenAsync, {name}", $"{name} wrong in the last bit / random")
    {
        _part = part;
        byte[] ticket = new byte[ITicketProtector.MaxTicketBytes];
        TicketSealing sealing = _protector.SealAsync(RandomNumberGenerator.GetBytes(150), Context, ticket, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        _ticket = ticket[..sealing.Length];
        _tickets = new Slots(_ticket.Length);
    }

    private static TicketContext Context => new((ushort)ProtocolVersion.Tls13);

    public static TicketCheck OfTag() => new("tag", ^TicketFormat.TagLength..);

    public static TicketCheck OfCommitment() => new("commitment", TicketFormat.CommitmentOffset..TicketFormat.HeaderLength);

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        for (int i = 0; i < classes.Length; i++)
            _ticket.CopyTo(_tickets.Span(i));
        _tickets.FillAlmostOrRandom(classes, _ticket.AsSpan(_part), _part.Start.GetOffset(_ticket.Length));
    }

    public override bool Run(int place)
    {
        ValueTask<TicketOpening> opening = _protector.OpenAsync(_tickets[place], Context, _session, CancellationToken.None);
        return opening.IsCompletedSuccessfully && opening.Result.Status == TicketStatus.Opened;
    }

    public override void Dispose()
    {
        base.Dispose();
        _protector.Dispose();
    }
}
