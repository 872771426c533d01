namespace Segno;

/// <summary>The name of a session in a server's store: a session ID of 1 to 32 bytes (RFC 5246 §7.4.1.2), or the handle of a stateful ticket. No secret.</summary>
public readonly struct SessionKey : IEquatable<SessionKey>
{
    /// <summary>The most bytes a session ID has.</summary>
    public const int MaxLength = 32;

    /// <summary>Wraps an ID; <paramref name="id"/> is borrowed.</summary>
    /// <exception cref="ArgumentException">Empty, or longer than <see cref="MaxLength"/>.</exception>
    public SessionKey(ReadOnlyMemory<byte> id)
    {
        if (id.Length is 0 or > MaxLength)
            throw new ArgumentException("A session key has 1 to 32 bytes.", nameof(id));
        Id = id;
    }

    /// <summary>The bytes of the ID.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <inheritdoc/>
    public bool Equals(SessionKey other) => Id.Span.SequenceEqual(other.Id.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SessionKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Id.Span);
        return hash.ToHashCode();
    }

    /// <summary>Compares by bytes.</summary>
    public static bool operator ==(SessionKey left, SessionKey right) => left.Equals(right);

    /// <summary>Compares by bytes.</summary>
    public static bool operator !=(SessionKey left, SessionKey right) => !left.Equals(right);
}
