namespace Segno.Tests.Properties.World;

/// <summary>What a client's store has of one origin: tickets of TLS 1.3, each for one use, and one session of TLS 1.2, for many (RFC 8446 App. C.4).</summary>
internal sealed class ModelOrigin
{
    private readonly List<Holding> _tickets = [];
    private Holding? _tls12;

    public Holding? Take(DateTimeOffset now)
    {
        while (_tickets.Count > 0)
        {
            Holding newest = _tickets[^1];
            _tickets.RemoveAt(_tickets.Count - 1);
            if (newest.ExpiresAt >= now && !newest.IsTaken)
                return newest;
        }
        return _tls12?.ExpiresAt >= now ? _tls12 : null;
    }

    public void Put(Holding holding)
    {
        if (holding.Session.IsTls13)
            _tickets.Add(holding);
        else
            _tls12 = holding;
    }

    public void Clear()
    {
        _tickets.Clear();
        _tls12 = null;
    }
}
