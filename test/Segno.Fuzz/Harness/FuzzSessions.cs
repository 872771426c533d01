using System.Collections.Concurrent;
using Segno.Handshake.Client;
using Segno.Handshake.Server;

namespace Segno.Fuzz.Harness;

/// <summary>Sessions of legal connections between the clients and servers of this room, exported.</summary>
internal static class FuzzSessions
{
    private static readonly ConcurrentDictionary<(byte Client, byte Server), byte[]> s_sessions = new();

    /// <summary>The session that a client keeps of its connection with a server; made once a process.</summary>
    public static byte[] Of(byte clientOptions, byte serverOptions) => s_sessions.GetOrAdd((clientOptions, serverOptions), static key => Untraced.Run(() =>
    {
        using ServerConfiguration server = FuzzServers.Create(key.Server);
        return Make(key.Client, server);
    }));

    /// <summary>The same, of this server: it has it too, if it keeps sessions.</summary>
    public static byte[] Make(byte clientOptions, ServerConfiguration server) => Untraced.Run(() => MakeNow(clientOptions, server));

    /// <summary>Carries bytes to and fro until there are none.</summary>
    public static void Pump(EngineLink client, EngineLink server)
    {
        while (true)
        {
            byte[] toServer = client.TakeOutput();
            server.Feed(toServer);
            byte[] toClient = server.TakeOutput();
            client.Feed(toClient);
            if (toServer.Length == 0 && toClient.Length == 0)
                return;
        }
    }

    /// <summary>One of each kind.</summary>
    public static IEnumerable<(string Name, byte[] Exported)> Exported()
    {
        yield return ("tls13", Of(2, 2));
        yield return ("tls13-alpn-client-certificate", Of(2 | 8 | 32, 2 | 4 | 128));
        yield return ("tls12-ticket", Of(1, 1));
        yield return ("tls12-id", Of(1, 1 | 16));
        yield return ("tls12-alpn-client-certificate", Of(1 | 8 | 32, 1 | 4 | 128));
    }

    private static byte[] MakeNow(byte clientOptions, ServerConfiguration server)
    {
        using ClientConfiguration configuration = FuzzClients.Create(clientOptions);
        using EngineLink client = FuzzClients.Connect(configuration);
        using EngineLink accepted = FuzzServers.Accept(server);
        Pump(client, accepted);
        using TlsClientSession? session = client.Engine.Connected?.ExportSession();
        return session?.Export() ?? [];
    }
}
