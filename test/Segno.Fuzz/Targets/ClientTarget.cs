using Segno.Fuzz.Flights;
using Segno.Fuzz.Harness;
using Segno.Handshake.Client;

namespace Segno.Fuzz.Targets;

/// <summary>
/// A client and the bytes of a server. Input: options of the client, those of the server whose session it offers, flags (1: it offers one),
/// the size of reads, bytes. Its hello is the same in every run, and so a recorded flight is a legal one.
/// </summary>
internal sealed class ClientTarget : IFuzzTarget
{
    private static readonly (string Name, byte Client, byte Server)[] s_seeds =
    [("tls13", 2, 2), ("tls12", 1, 1), ("both", 8 | 16 | 32, 4 | 128), ("tls12-client-certificate", 1 | 8, 1 | 8), ("tls12-of-both", 1, 64), ("checked", 4, 0)];

    public static string Name => "client";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        byte server = reader.Byte();
        bool resumes = (reader.Byte() & 1) != 0;
        int chunk = 1 + (reader.Byte() * 16);
        using TlsClientSession? session = resumes && TlsClientSession.TryImport(FuzzSessions.Of(options, server), out TlsClientSession? imported) ? imported : null;
        using ClientConfiguration configuration = FuzzClients.Create(options);
        using EngineLink link = FuzzClients.Connect(configuration, session);
        while (!reader.IsEmpty && !link.IsOver)
            link.Feed(reader.Bytes(chunk));
        link.Finish();
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        foreach ((string name, byte client, byte server) in s_seeds)
        {
            yield return (name, [client, server, 0, 255, .. RecordedConnection.Make(client, server, []).OfServer]);
            yield return ($"{name}-resumed", [client, server, 1, 255, .. RecordedConnection.Make(client, server, FuzzSessions.Of(client, server)).OfServer]);
        }
        yield return ("http", [0, 0, 0, 1, .. "HTTP/1.1 400 Bad Request\r\n\r\n"u8]);
    }
}
