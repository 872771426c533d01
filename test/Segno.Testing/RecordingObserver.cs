using System.Collections.Concurrent;
using Segno.Diagnostics;
using Segno.Wire;

namespace Segno.Testing;

/// <summary>Remembers the handshake messages of one side, in order and with their bytes.</summary>
internal sealed class RecordingObserver : IHandshakeObserver
{
    private readonly ConcurrentQueue<Sighting> _seen = new();

    /// <summary>What went by, both ways.</summary>
    public IReadOnlyList<Sighting> All => [.. _seen];

    public IReadOnlyList<HandshakeType> Sent => [.. _seen.Where(sighting => sighting is { Sent: true, Type: not null }).Select(sighting => sighting.Type!.Value)];

    public IReadOnlyList<HandshakeType> Received => [.. _seen.Where(sighting => sighting is { Sent: false, Type: not null }).Select(sighting => sighting.Type!.Value)];

    /// <summary>Both ways, a change_cipher_spec as null.</summary>
    public IReadOnlyList<HandshakeType?> Types => [.. _seen.Select(sighting => sighting.Type)];

    public void OnHandshakeMessage(bool sent, ReadOnlySpan<byte> encoded) => _seen.Enqueue(new Sighting(sent, (HandshakeType)encoded[0], encoded.ToArray()));

    public void OnChangeCipherSpec(bool sent) => _seen.Enqueue(new Sighting(sent, null, [1]));

    /// <summary>Forgets everything, between two connections.</summary>
    public void Clear() => _seen.Clear();

    /// <summary>The first message of a type, header included.</summary>
    public byte[] First(HandshakeType type) => _seen.First(sighting => sighting.Type == type).Encoded;

    /// <summary>One message.</summary>
    /// <param name="Sent">Whether the observed side sent it.</param>
    /// <param name="Type">Its type; null for change_cipher_spec.</param>
    /// <param name="Encoded">Header and body.</param>
    public sealed record Sighting(bool Sent, HandshakeType? Type, byte[] Encoded);
}
