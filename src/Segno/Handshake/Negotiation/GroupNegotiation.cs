using Segno.Wire.Extensions;

namespace Segno.Handshake.Negotiation;

/// <summary>The choice of a group for the key agreement (RFC 8446 §4.2.7, RFC 8422 §5.1.1).</summary>
internal static class GroupNegotiation
{
    /// <summary>The most preferred of our groups that the client lists and that <paramref name="usable"/> lets through; null if there is none.</summary>
    public static NamedGroup? Choose(IReadOnlyList<NamedGroup> preferred, UInt16List offered, Func<NamedGroup, bool>? usable = null)
    {
        foreach (NamedGroup group in preferred)
        {
            if (offered.Contains((ushort)group) && (usable is null || usable(group)))
                return group;
        }
        return null;
    }

    /// <summary>
    /// The most preferred of our groups for which the client sent a key share: a share at hand saves the round trip of a
    /// HelloRetryRequest, which is worth more than our order.
    /// </summary>
    public static bool TryChooseShare(IReadOnlyList<NamedGroup> preferred, KeyShareList shares, out NamedGroup group, out ReadOnlyMemory<byte> keyExchange)
    {
        foreach (NamedGroup candidate in preferred)
        {
            foreach (KeyShareEntry share in shares)
            {
                if (share.Group == (ushort)candidate)
                {
                    group = candidate;
                    keyExchange = share.KeyExchange;
                    return true;
                }
            }
        }
        group = default;
        keyExchange = default;
        return false;
    }
}
