namespace Segno.Tests.Hostile;

/// <summary>The ClientHello of a client whose server goes away after it.</summary>
internal static class CapturedHello
{
    public static async Task<RawHello> OfAsync(TlsClient client, TlsConnectOptions? connect = null)
    {
        ScriptedServer13 server = new(client, connect);
        RawHello hello = await server.ReceiveHelloAsync();
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
        return hello;
    }
}
