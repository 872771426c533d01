namespace Segno.Soak.Fates;

/// <summary>What becomes of one side at one point of what it sends.</summary>
internal enum FateAction
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>It is gone: what it has sent arrives, and the connection ends.</summary>
    Vanish,
    /// <summary>It says no more, and stays.</summary>
    Stall,
    /// <summary>One bit of it is another.</summary>
    Alter,
    /// <summary>Random bytes stand between.</summary>
    Inject,
    /// <summary>Its caller gives it up.</summary>
    Cancel,
}
