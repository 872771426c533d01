using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake;

/// <summary>The one step with which every state begins: is this the message that is awaited, and is it well formed?</summary>
internal static class HandshakeMessageExtensions
{
    /// <summary>Parses the message as a <typeparamref name="TMessage"/>.</summary>
    /// <exception cref="TlsException">unexpected_message if it is another; what its parser throws if it is malformed.</exception>
    public static TMessage As<TMessage>(in this HandshakeMessage message)
        where TMessage : IHandshakeMessage<TMessage>
    {
        if (message.Type != TMessage.Type)
            throw message.Unexpected(TMessage.Type.ToString());
        return TMessage.Parse(message.Body);
    }

    /// <summary>The refusal of a message that does not belong here.</summary>
    public static TlsException Unexpected(in this HandshakeMessage message, string awaited) => Unexpected(message.Type, awaited);

    /// <summary>The same, of a message of which only the header is there.</summary>
    public static TlsException Unexpected(HandshakeType type, string awaited) =>
        new(TlsFaults.UnexpectedHandshakeMessage, $"{type} instead of {awaited}");
}
