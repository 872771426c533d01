using System.Security.Cryptography;

namespace Segno.Timing.Checks;

/// <summary>A look-up that misses: how much of an ID that is in the store has been guessed must not show. Both classes are looked up all over the index.</summary>
internal sealed class SessionIdCheck : TimingCheck
{
    private const int IdLength = 32;
    private const int Sessions = 1000;

    private readonly InMemorySessionStore _store = new(20_000, 8 << 20, TimeProvider.System);
    private readonly byte[] _known = RandomNumberGenerator.GetBytes(IdLength);
    private readonly byte[] _session = new byte[IServerSessionStore.MaxSessionBytes];
    private readonly Slots _ids = new(IdLength);

    public SessionIdCheck()
        : base("InMemorySessionStore.GetAsync, a miss", "first 24 of 32 bytes those of a known ID / random")
    {
        for (int i = 0; i < Sessions; i++)
        {
            byte[] id = i == 0 ? _known : RandomNumberGenerator.GetBytes(IdLength);
            _store.PutAsync(new SessionKey(id), new byte[150], DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        Span<byte> id = stackalloc byte[IdLength];
        for (int i = 0; i < classes.Length; i++)
        {
            RandomNumberGenerator.Fill(id);
            if (classes[i] == 0)
                _known.AsSpan(0, 24).CopyTo(id);
            id.CopyTo(_ids.Span(i));
        }
    }

    public override bool Run(int place)
    {
        ValueTask<int> length = _store.GetAsync(new SessionKey(_ids[place]), _session, CancellationToken.None);
        return length.IsCompletedSuccessfully && length.Result > 0;
    }

    public override void Dispose()
    {
        base.Dispose();
        _store.Dispose();
    }
}
