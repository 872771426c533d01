using Segno.Fuzz.Flights;
using Segno.Fuzz.Harness;
using Segno.Handshake.Server;

namespace Segno.Fuzz.Targets;

/// <summary>A server and the bytes of a client. Input: options of the server, the size of reads, bytes.</summary>
internal sealed class ServerTarget : IFuzzTarget
{
    private static readonly (string Name, byte Client, byte Server)[] s_seeds =
    [("tls13", 2, 2), ("tls12", 1, 1), ("both", 8 | 16 | 32, 4 | 128), ("tls12-client-certificate", 1 | 8, 1 | 8), ("tls12-of-both", 1, 64)];

    public static string Name => "server";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        int chunk = 1 + (reader.Byte() * 16);
        using ServerConfiguration configuration = FuzzServers.Create(options);
        using EngineLink link = FuzzServers.Accept(configuration);
        while (!reader.IsEmpty && !link.IsOver)
            link.Feed(reader.Bytes(chunk));
        link.Finish();
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        foreach ((string name, byte client, byte server) in s_seeds)
        {
            yield return (name, [server, 255, .. RecordedConnection.Make(client, server, []).OfClient]);
            yield return ($"{name}-resumed", [server, 255, .. RecordedConnection.Make(client, server, FuzzSessions.Of(client, server)).OfClient]);
        }
        yield return ("http", [0, 1, .. "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8]);
    }
}
