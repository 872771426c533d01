using Segno.Fuzz.Harness;
using Segno.Handshake.Client;
using Segno.Handshake.Server;

namespace Segno.Fuzz.Flights;

/// <summary>What both sides of a legal connection send, from the first byte to the last.</summary>
internal readonly record struct RecordedConnection(byte[] OfClient, byte[] OfServer)
{
    /// <param name="clientOptions">The client's.</param>
    /// <param name="serverOptions">The server's.</param>
    /// <param name="exported">The session that the client offers; empty for none.</param>
    public static RecordedConnection Make(byte clientOptions, byte serverOptions, byte[] exported)
    {
        using TlsClientSession? session = TlsClientSession.TryImport(exported, out TlsClientSession? imported) ? imported : null;
        using ClientConfiguration client = FuzzClients.Create(clientOptions);
        using ServerConfiguration server = FuzzServers.Create(serverOptions);
        using EngineLink connecting = FuzzClients.Connect(client, session);
        using EngineLink accepted = FuzzServers.Accept(server);
        List<byte> ofClient = [], ofServer = [];
        while (connecting.TakeOutput() is { Length: > 0 } output)
        {
            ofClient.AddRange(output);
            accepted.Feed(output);
            byte[] answer = accepted.TakeOutput();
            ofServer.AddRange(answer);
            connecting.Feed(answer);
        }
        return new([.. ofClient], [.. ofServer]);
    }
}
