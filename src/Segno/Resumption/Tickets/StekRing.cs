namespace Segno.Resumption.Tickets;

/// <summary>The ticket keys at one moment, the newest first. Immutable: a change is a new ring, swapped in whole.</summary>
internal sealed class StekRing(IReadOnlyList<Stek> keys)
{
    public static StekRing Empty { get; } = new([]);

    public IReadOnlyList<Stek> Keys { get; } = keys;

    /// <summary>The key that seals now, or null. The newest alone may: a key that has retired never seals again.</summary>
    /// <remarks>A clock that went back by more than the tolerance before the key's creation is not trusted to limit what is sealed.</remarks>
    public Stek? ActiveAt(DateTimeOffset now, TimeSpan clockTolerance) =>
        Keys is [Stek newest, ..] && newest.SealsFor(now) > TimeSpan.Zero && newest.CreatedAt - now <= clockTolerance ? newest : null;

    /// <summary>The key of that name, or null. A ring has few keys: as many as periods fit into a ticket's lifetime, and two.</summary>
    public Stek? Find(ReadOnlySpan<byte> name)
    {
        // Not by an enumerator, which would be an object for every ticket of a flood.
        for (int i = 0; i < Keys.Count; i++)
        {
            if (Keys[i].Name.SequenceEqual(name))
                return Keys[i];
        }
        return null;
    }
}
