using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>Compares the ClientHello after a HelloRetryRequest with the first (RFC 8446 §4.1.2).</summary>
internal static class SecondClientHello
{
    /// <summary>Extensions beyond this many must come in the same order.</summary>
    private const int MaxReordered = 64;

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

        // RFC 8446 §4.2: the order of extensions means nothing, and wolfSSL changes it between its two hellos.
        int count = RequireSame(first.Extensions, second.Extensions);
        if (count != RequireSame(second.Extensions, first.Extensions))
            throw new TlsException(TlsFaults.InconsistentSecondHello, "an extension came or went");
        // RFC 8446 §4.1.2: pre_shared_key is updated where it was. An early_data that stayed, or came, is passed over, as BoringSSL does; the
        // data itself is then a bad record.
        if (second.Extensions.Contains(ExtensionType.PreSharedKey) && !first.Extensions.Contains(ExtensionType.PreSharedKey))
            throw new TlsException(TlsFaults.InconsistentSecondHello, "pre_shared_key came");
    }

    /// <summary>Requires that every extension that may not change stands in <paramref name="others"/> too. Returns how many there are.</summary>
    private static int RequireSame(ExtensionBlock extensions, ExtensionBlock others)
    {
        int count = 0;
        ExtensionBlock.Enumerator inOrder = others.GetEnumerator();
        foreach (ExtensionView extension in extensions)
        {
            if (MayChange(extension.Type))
                continue;
            count++;
            // As a rule the order is the same; looking up out of order is bounded, as a hello may hold thousands of extensions.
            bool found = MoveToComparable(ref inOrder) && inOrder.Current.Type == extension.Type
                ? Same(inOrder.Current.Body, extension.Body)
                : count <= MaxReordered && others.TryGet(extension.Type, out ReadOnlyMemory<byte> body) && Same(body, extension.Body);
            if (!found)
                throw new TlsException(TlsFaults.InconsistentSecondHello, $"extension {(ushort)extension.Type}");
        }
        return count;
    }

    private static bool Same(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceEqual(right.Span);

    private static bool MoveToComparable(ref ExtensionBlock.Enumerator extensions)
    {
        while (extensions.MoveNext())
        {
            if (!MayChange(extensions.Current.Type))
                return true;
        }
        return false;
    }

    /// <summary>A cookie would be one that we gave, and we give none.</summary>
    private static bool MayChange(ExtensionType type) => type is
        ExtensionType.KeyShare or ExtensionType.EarlyData or ExtensionType.PreSharedKey or ExtensionType.Padding;
}
