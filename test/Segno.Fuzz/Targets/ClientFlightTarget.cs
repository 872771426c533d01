using Segno.Fuzz.Flights;
using Segno.Fuzz.Harness;
using Segno.Handshake.Client;

namespace Segno.Fuzz.Targets;

/// <summary>
/// A client and a server that knows the keys. Input: options of the client (<see cref="FuzzClients"/>), what the server does
/// (<see cref="ServerModes"/>), edits (<see cref="Edit"/>).
/// </summary>
internal sealed class ClientFlightTarget : IFuzzTarget
{
    private static readonly (string Name, byte Client, ServerModes Mode)[] s_seeds =
    [
        ("tls13", 0, 0), ("tls13-resumed", 2, ServerModes.Resume), ("tls13-retry", 0, ServerModes.Retry), ("tls13-resumed-retry", 2, ServerModes.Resume | ServerModes.Retry),
        ("tls13-client-certificate", 8, ServerModes.AskForCertificate), ("tls13-no-client-certificate", 0, ServerModes.AskForCertificate),
        ("tls13-extensions", 16 | 32, ServerModes.Extensions), ("tls13-psk-ke", 64, ServerModes.Resume | ServerModes.PskKe), ("tls13-checked", 4, ServerModes.Extensions),
        ("tls12", 0, ServerModes.Tls12), ("tls12-ticket", 1, ServerModes.Tls12 | ServerModes.Resume | ServerModes.Ticket), ("tls12-id", 1 | 64, ServerModes.Tls12 | ServerModes.Resume | ServerModes.Retry),
        ("tls12-keeps-ticket", 1, ServerModes.Tls12 | ServerModes.Ticket), ("tls12-client-certificate", 1 | 8, ServerModes.Tls12 | ServerModes.AskForCertificate),
        ("tls12-no-client-certificate", 1, ServerModes.Tls12 | ServerModes.AskForCertificate), ("tls12-extensions", 1 | 16 | 32, ServerModes.Tls12 | ServerModes.Extensions),
        ("tls12-no-ems", 1 | 64, ServerModes.Tls12 | ServerModes.PskKe), ("tls12-checked", 1 | 4 | 128, ServerModes.Tls12),
    ];

    public static string Name => "client-flight";

    public static void Run(ReadOnlySpan<byte> input) => Play(input, mustConnect: false);

    /// <summary>Flights without an edit.</summary>
    internal static IEnumerable<(string Name, byte[] Input)> Legal => s_seeds.Select(seed => (seed.Name, (byte[])[seed.Client, (byte)seed.Mode]));

    /// <exception cref="FuzzFinding">As in <see cref="Run"/>, or there is no connection where there must be one.</exception>
    internal static void Play(ReadOnlySpan<byte> input, bool mustConnect)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        ServerModes mode = (ServerModes)reader.Byte();
        List<Edit> edits = Edit.Read(ref reader);
        using TlsClientSession? session = mode.HasFlag(ServerModes.Resume) ? Session(options, mode) : null;
        using ClientConfiguration configuration = FuzzClients.Create(options);
        using EngineLink link = FuzzClients.Connect(configuration, session);
        Flight flight = mode.HasFlag(ServerModes.Tls12) ? new ServerFlight12(link, edits, mode, session) : new ServerFlight13(link, edits, mode, session);
        flight.Run();
        if (mustConnect)
            FuzzFinding.Unless(link.IsEstablished && link.PeerClosed, $"A legal flight did not end in a connection that is closed: {link.Failure}");
        link.Finish();
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds() => [.. Legal, .. FlightSeeds.Edited([.. s_seeds.Select(seed => (seed.Name, seed.Client, (byte)seed.Mode))])];

    private static TlsClientSession? Session(byte options, ServerModes mode)
    {
        byte server = (byte)(mode.HasFlag(ServerModes.Tls12) ? 1 : 2);
        if ((options & 64) != 0)
            server |= 64;
        if ((options & 64) != 0 && mode.HasFlag(ServerModes.Tls12))
            server |= 16;
        return TlsClientSession.TryImport(FuzzSessions.Of(options, server), out TlsClientSession? session) ? session : null;
    }
}
