using Segno.Wire;

namespace Segno.Handshake.Server;

/// <summary>What all server states of one connection share.</summary>
internal sealed class ServerHandshake(ServerConfiguration configuration, IHandshakeOutput output) : HandshakeContext(output, configuration.KeyLog)
{
    public ServerConfiguration Configuration { get; } = configuration;

    /// <summary>When the ClientHello arrived: one reading of the clock serves the whole handshake's decisions.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>Room in which extension blocks are written before the message that carries them.</summary>
    public WireBuffer Scratch { get; } = new();

    public override void Dispose()
    {
        base.Dispose();
        Scratch.Dispose();
    }
}
