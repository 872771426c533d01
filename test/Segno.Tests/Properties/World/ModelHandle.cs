namespace Segno.Tests.Properties.World;

/// <summary>A session that the application has in its hand, with the tickets that its connections left in it.</summary>
internal sealed class ModelHandle(Holding own)
{
    private const int MaxFresh = 8;

    private readonly List<Holding> _fresh = [];
    private bool _forgotten;

    public Holding? Lease(DateTimeOffset now)
    {
        while (_fresh.Count > 0)
        {
            Holding newest = _fresh[^1];
            bool usable = newest.ExpiresAt >= now && !newest.IsTaken;
            if (usable && !newest.Session.IsTls13)
                return newest;
            _fresh.RemoveAt(_fresh.Count - 1);
            if (usable)
                return newest;
        }
        return _forgotten ? null : own;
    }

    /// <summary>A session for another name is not what the application holds this one for.</summary>
    public void Put(Holding holding)
    {
        if (holding.Session.Name != own.Session.Name)
            return;
        _fresh.Add(holding);
        if (_fresh.Count > MaxFresh)
            _fresh.RemoveAt(0);
    }

    public void Forget()
    {
        _forgotten = true;
        _fresh.Clear();
    }
}
