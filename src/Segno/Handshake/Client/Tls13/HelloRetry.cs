using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>HelloRetryRequest (RFC 8446 §4.1.4): another key share, or a cookie to return, and a second ClientHello.</summary>
internal static class HelloRetry
{
    /// <summary>The second ClientHello returns the cookie beside everything else, and its extensions together are at most 2^16-1 bytes.</summary>
    private const int MaxCookieBytes = 16 * 1024;

    public static ExpectServerHello Answer(ClientHandshake hs, ClientHelloPlan plan, HandshakeMessage message, ServerHello retry, CipherSuite suite)
    {
        if (plan.RetrySuite is not null)
            throw new TlsException(TlsFaults.SecondHelloRetryRequest);
        message.RequireRecordBoundary();
        ReceivedExtensions.Require(retry.Extensions, ReceivedExtensions.InHelloRetryRequest, plan);
        bool hasShare = retry.Extensions.TryGet(ExtensionType.KeyShare, out ReadOnlyMemory<byte> share);
        bool hasCookie = retry.Extensions.TryGet(ExtensionType.Cookie, out ReadOnlyMemory<byte> cookie);
        if (!hasShare && !hasCookie)
            throw new TlsException(TlsFaults.PointlessHelloRetryRequest);
        if (hasShare)
            ReplaceShares(hs, (NamedGroup)KeyShareExtension.ParseRetry(share));
        if (hasCookie)
            plan.Cookie = ReadCookie(cookie);

        plan.RetrySuite = suite;
        // RFC 8446 §4.1.4: a PSK of another hash could not be accepted any more.
        if (plan.OffersPsk && CipherSuite.Find(hs.Offered!.Session.CipherSuite)!.Hash != suite.Hash)
            plan.OffersPsk = false;

        hs.Transcript.Start(suite.Hash);
        hs.Transcript.DropMessages();
        hs.Transcript.RollUpForHelloRetry();
        hs.Receive(message);
        if (!plan.SessionId.IsEmpty)
            hs.Output.SendChangeCipherSpec();
        new ClientHelloBuilder(hs, plan).Send();
        return new ExpectServerHello(hs, plan);
    }

    private static byte[] ReadCookie(ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte> cookie = CookieExtension.Parse(body);
        return cookie.Length <= MaxCookieBytes ? cookie.ToArray() : throw new TlsException(TlsFaults.CookieTooLong, $"{cookie.Length} bytes");
    }

    private static void ReplaceShares(ClientHandshake hs, NamedGroup group)
    {
        if (!hs.Configuration.Groups.Contains(group))
            throw new TlsException(TlsFaults.IllegalGroup, $"0x{(ushort)group:x4}");
        if (hs.KeyShares.Any(share => share.Group == group))
            throw new TlsException(TlsFaults.PointlessHelloRetryRequest, "the share that it asks for was there");
        foreach (IKeyShare share in hs.KeyShares)
            share.Dispose();
        hs.KeyShares.Clear();
        hs.KeyShares.Add(KeyShares.Generate(group, hs.Configuration.Random));
    }
}
