using System.Net.Security;

namespace Segno.Tests.Properties.World;

/// <summary>What the model says of a connection before it is made.</summary>
/// <param name="Fails">Whether the two sides have nothing in common to speak, or the server gets no certificate though it must have one.</param>
/// <param name="HasServerHello">Whether the server answers at all.</param>
/// <param name="IsTls13">The version.</param>
/// <param name="Suite">The suite.</param>
/// <param name="Offered">What the client offers.</param>
/// <param name="Withheld">Why it does not offer what it has: any of these may be given.</param>
/// <param name="Declines">Why the server does not resume: any of these may be given. Empty with something offered: it resumes.</param>
/// <param name="ServerMaySayNothing">What was offered may also not be recognised as an offer.</param>
internal sealed record Prediction(
    bool Fails, bool HasServerHello, bool IsTls13, TlsCipherSuite Suite, Holding? Offered,
    IReadOnlySet<ResumptionDecline> Withheld, IReadOnlySet<ResumptionDecline> Declines, bool ServerMaySayNothing)
{
    public bool Resumes => Offered is not null && Declines.Count == 0;
}
