namespace Segno.Soak;

/// <summary>How a connection ends once it stands.</summary>
internal enum Ending
{
    /// <summary>A word each way, and close_notify both ways.</summary>
    Polite,
    /// <summary>64 KiB each way at once, and close_notify.</summary>
    Bulk,
    /// <summary>New keys on both sides between two words.</summary>
    NewKeys,
    /// <summary>Both are disposed at once, nothing said.</summary>
    AtOnce,
    /// <summary>The client's transport is gone in the middle of things.</summary>
    ClientGone,
    /// <summary>The server is disposed while it reads.</summary>
    DuringRead,
}
