using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>Compares the ClientHello after a HelloRetryRequest with the first (RFC 8446 §4.1.2).</summary>
internal static class SecondClientHello
{
    /// <exception cref="TlsException">illegal_parameter: something changed that may not.</exception>
    public static void RequireConsistent(ClientHello first, ClientHello second)
    {
        if (first.LegacyVersion != second.LegacyVersion
            || !first.Random.Span.SequenceEqual(second.Random.Span)
            || !first.SessionId.Span.SequenceEqual(second.SessionId.Span)
            || !first.CipherSuites.Encoded.Span.SequenceEqual(second.CipherSuites.Encoded.Span)
            || !first.CompressionMethods.Span.SequenceEqual(second.CompressionMethods.Span))
        {
            throw new TlsException(TlsFaults.InconsistentSecondHello);
        }

        ExtensionBlock.Enumerator before = first.Extensions.GetEnumerator();
        ExtensionBlock.Enumerator after = second.Extensions.GetEnumerator();
        while (true)
        {
            bool hasBefore = MoveToComparable(ref before);
            bool hasAfter = MoveToComparable(ref after);
            if (hasBefore != hasAfter)
                throw new TlsException(TlsFaults.InconsistentSecondHello, "an extension came or went");
            if (!hasBefore)
                return;
            if (before.Current.Type != after.Current.Type || !before.Current.Body.Span.SequenceEqual(after.Current.Body.Span))
                throw new TlsException(TlsFaults.InconsistentSecondHello, $"extension {(ushort)after.Current.Type}");
        }
    }

    private static bool MoveToComparable(ref ExtensionBlock.Enumerator extensions)
    {
        while (extensions.MoveNext())
        {
            if (!MayChange(extensions.Current.Type))
                return true;
        }
        return false;
    }

    private static bool MayChange(ExtensionType type) => type is
        ExtensionType.KeyShare or ExtensionType.EarlyData or ExtensionType.Cookie or ExtensionType.PreSharedKey or ExtensionType.Padding;
}
