using Segno.Fuzz.Flights;
using Segno.Fuzz.Harness;
using Segno.Handshake.Server;

namespace Segno.Fuzz.Targets;

/// <summary>
/// A server and a client that knows the keys: what a stranger can do behind its ClientHello too. Input: options of the server
/// (<see cref="FuzzServers"/>), what the client does (<see cref="ClientHellos"/>), edits (<see cref="Edit"/>).
/// </summary>
internal sealed class ServerFlightTarget : IFuzzTarget
{
    private static readonly (string Name, byte Server, byte Mode)[] s_seeds =
    [
        ("tls13", 0, 0), ("tls13-resumed", 0, 2), ("tls13-retry", 0, 4), ("tls13-resumed-retry", 2, 6), ("tls13-client-certificate", 8, 8), ("tls13-no-client-certificate", 4, 0),
        ("tls13-early-data", 0, 16 | 2), ("tls13-extensions", 128, 32), ("tls13-psk-ke", 64, 2 | 64), ("tls13-only", 2, 32 | 8),
        ("tls12", 0, 1), ("tls12-ticket", 1, 1 | 2), ("tls12-id", 1 | 16, 1 | 2), ("tls12-client-certificate", 8, 1 | 8), ("tls12-no-client-certificate", 4, 1),
        ("tls12-no-ems", 64, 1 | 16), ("tls12-extensions", 128, 1 | 32),
    ];

    public static string Name => "server-flight";

    public static void Run(ReadOnlySpan<byte> input) => Play(input, mustConnect: false);

    /// <summary>Flights without an edit.</summary>
    internal static IEnumerable<(string Name, byte[] Input)> Legal => s_seeds.Select(seed => (seed.Name, (byte[])[seed.Server, seed.Mode]));

    /// <exception cref="FuzzFinding">As in <see cref="Run"/>, or there is no connection where there must be one.</exception>
    internal static void Play(ReadOnlySpan<byte> input, bool mustConnect)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        byte mode = reader.Byte();
        List<Edit> edits = Edit.Read(ref reader);
        using ServerConfiguration configuration = FuzzServers.Create(options);
        using TlsClientSession? session = (mode & 2) != 0 ? Session(configuration, options, mode) : null;
        using EngineLink link = FuzzServers.Accept(configuration);
        Flight flight = (mode & 1) != 0 ? new ClientFlight12(link, edits, mode, session) : new ClientFlight13(link, edits, mode, session);
        flight.Run();
        if (mustConnect)
            FuzzFinding.Unless(link.IsEstablished && link.PeerClosed, $"A legal flight did not end in a connection that is closed: {link.Failure}");
        link.Finish();
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds() => [.. Legal, .. FlightSeeds.Edited([.. s_seeds.Select(seed => (seed.Name, seed.Server, seed.Mode))])];

    /// <summary>What a legal client got from the same server. A ticket opens under any server with the same keys; an ID only where it was made.</summary>
    private static TlsClientSession? Session(ServerConfiguration configuration, byte options, byte mode)
    {
        byte client = (byte)((mode & 1) != 0 ? 1 : 2);
        if ((mode & 8) != 0)
            client |= 8;
        if ((mode & 32) != 0)
            client |= 32;
        if ((options & 64) != 0)
            client |= 64;
        // Without a ticket the server must have the session itself.
        bool byId = client % 4 == 1 && (options & (16 | 64)) != 0;
        byte[] exported = byId ? FuzzSessions.Make(client, configuration) : FuzzSessions.Of(client, options);
        return TlsClientSession.TryImport(exported, out TlsClientSession? session) ? session : null;
    }
}
