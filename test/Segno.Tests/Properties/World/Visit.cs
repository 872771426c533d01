namespace Segno.Tests.Properties.World;

/// <summary>One connection that is to be made.</summary>
/// <param name="Server">The server's terms.</param>
/// <param name="Client">The client's terms.</param>
/// <param name="Name">Whom it goes to.</param>
/// <param name="Port">On which port.</param>
/// <param name="Handle">Which of the sessions that were exported is offered; -1: what the store has.</param>
/// <param name="Exports">Whether its session is exported afterwards.</param>
/// <param name="Saves">Whether that goes through bytes.</param>
internal sealed record Visit(ServerTerms Server, ClientTerms Client, string Name, int Port, int Handle, bool Exports, bool Saves);
