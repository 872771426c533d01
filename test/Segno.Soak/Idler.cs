namespace Segno.Soak;

/// <summary>An established connection on both sides of which a read waits.</summary>
internal sealed class Idler
{
    private readonly TlsStream _client;
    private readonly TlsStream _server;
    private readonly byte[] _clientHears = new byte[1];
    private readonly byte[] _serverHears = new byte[1];
    private Task<int> _clientReads;
    private Task<int> _serverReads;

    public Idler(TlsStream client, TlsStream server)
    {
        (_client, _server) = (client, server);
        _clientReads = ReadClient();
        _serverReads = ReadServer();
    }

    /// <summary>A byte each way, by the reads that wait.</summary>
    public async Task SpeakAsync()
    {
        await _server.WriteAsync(new byte[] { 0x53 });
        Require(await _clientReads, 1);
        _clientReads = ReadClient();
        await _client.WriteAsync(new byte[] { 0x43 });
        Require(await _serverReads, 1);
        _serverReads = ReadServer();
    }

    /// <summary>In good order: the reads that wait come to the end.</summary>
    public async Task CloseAsync()
    {
        await _client.ShutdownAsync();
        Require(await _serverReads, 0);
        await _server.ShutdownAsync();
        Require(await _clientReads, 0);
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private Task<int> ReadClient() => _client.ReadAsync(_clientHears).AsTask();

    private Task<int> ReadServer() => _server.ReadAsync(_serverHears).AsTask();

    private static void Require(int read, int expected)
    {
        if (read != expected)
            throw new SoakException($"A read that waited came back with {read} bytes; {expected} were due.");
    }
}
