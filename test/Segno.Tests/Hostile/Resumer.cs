using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A session of either version, by ID, ticket or PSK, that scripted clients resume again and again.</summary>
internal sealed class Resumer
{
    private readonly TlsServer _server;
    private readonly ScriptedClient12? _first12;
    private readonly RawPsk? _psk;
    private readonly bool _byTicket;

    private Resumer(TlsServer server, ScriptedClient12? first12, RawPsk? psk, bool byTicket)
    {
        _server = server;
        _first12 = first12;
        _psk = psk;
        _byTicket = byTicket;
    }

    /// <summary>The records of the last connection.</summary>
    public RawRecords? Records { get; private set; }

    /// <summary>A full handshake, whose session is kept.</summary>
    public static async Task<Resumer> LeaveAsync(TlsServer server, SslProtocols version, bool byTicket = true, Action<RawHello>? alter = null)
    {
        if (version == SslProtocols.Tls12)
        {
            ScriptedClient12 first = new(server, ticket: byTicket ? [] : null);
            alter?.Invoke(first.Hello);
            await using TlsStream accepted = await first.ConnectAsync();
            return new Resumer(server, first, null, byTicket);
        }
        ScriptedClient13 client = new(server);
        alter?.Invoke(client.Hello);
        await using TlsStream accepted13 = await client.ConnectAsync();
        return new Resumer(server, null, await client.ReceiveTicketAsync(), byTicket: true);
    }

    /// <summary>Offers the session, and finishes whatever handshake the server chooses.</summary>
    /// <returns>The ServerHello, the server's side, and the server's answer about application protocols, wherever it stands.</returns>
    public async Task<(RawHello ServerHello, TlsStream Accepted, byte[]? Protocol)> ResumeAsync(Action<RawHello>? alter = null)
    {
        if (_first12 is not null)
        {
            ScriptedClient12 client = Client12(resuming: true);
            alter?.Invoke(client.Hello);
            Records = client.Records;
            TlsStream accepted = await client.ConnectAsync(expectResumption: true);
            return (client.ServerHello!, accepted, client.ServerHello!.Extension(ExtensionType.ApplicationLayerProtocolNegotiation));
        }
        ScriptedClient13 client13 = Client13(resuming: true);
        alter?.Invoke(client13.Hello);
        Records = client13.Records;
        TlsStream accepted13 = await client13.ConnectAsync();
        byte[]? protocol = client13.EncryptedExtensions.Where(extension => extension.Type == ExtensionType.ApplicationLayerProtocolNegotiation).Select(extension => extension.Body).SingleOrDefault();
        return (client13.ServerHello!, accepted13, protocol);
    }

    /// <summary>A hello that the server refuses.</summary>
    public async Task RequireRefusedAsync(bool resuming, Action<RawHello> alter, TlsFault fault)
    {
        if (_first12 is not null)
        {
            ScriptedClient12 client = Client12(resuming);
            alter(client.Hello);
            client.SendHello();
            await Refusal.RequireAsync(client.Records, client.Accepting, fault);
            return;
        }
        ScriptedClient13 client13 = Client13(resuming);
        alter(client13.Hello);
        client13.SendHello();
        await Refusal.RequireAsync(client13.Records, client13.Accepting, fault);
    }

    /// <summary>A TLS 1.2 client that offers the session, or none.</summary>
    private ScriptedClient12 Client12(bool resuming)
    {
        ScriptedClient12 client = new(_server, ticket: resuming && _byTicket ? _first12!.Ticket : null) { Master = _first12!.Master };
        if (resuming && !_byTicket)
            client.Hello.SessionId = _first12.ServerHello!.SessionId;
        return client;
    }

    /// <summary>A TLS 1.3 client that offers the PSK, or none.</summary>
    private ScriptedClient13 Client13(bool resuming)
    {
        ScriptedClient13 client = new(_server);
        if (resuming)
            client.Psks.Add(_psk!);
        return client;
    }
}
