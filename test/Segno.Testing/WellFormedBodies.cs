namespace Segno.Testing;

/// <summary>A body of a message or an extension, well formed, for each of <see cref="Parsers"/> that takes more than nothing.</summary>
internal static class WellFormedBodies
{
    private const int HeaderLength = 4;

    /// <summary>A well-formed body of every parser.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["ClientHello"] = Rfc8448.ResumedClientHello[HeaderLength..],
        ["ServerHello"] = Rfc8448.ServerHello[HeaderLength..],
        ["EncryptedExtensions"] = Rfc8448.EncryptedExtensions[HeaderLength..],
        ["Certificate12"] = Hex("000009 000002 0102 000001 03"),
        ["Certificate13"] = Hex("01 09 000011 000002 0102 0004 0012 0000 000001 03 0000"),
        ["CertificateRequest12"] = Hex("02 40 01 0004 0403 0807 0009 0002 3000 0003 300105"),
        ["CertificateRequest13"] = Hex("01 01 0008 000d 0004 0002 0403"),
        ["CertificateStatus"] = Hex("01 000003 300101"),
        ["CertificateVerify"] = Rfc8448.CertificateVerify[HeaderLength..],
        ["ServerKeyExchange"] = Hex("03 001d 03 040506 0403 0002 0708"),
        ["ServerHelloDone"] = [],
        ["ClientKeyExchange"] = Hex("02 0102"),
        ["Finished"] = new byte[12],
        ["KeyUpdate"] = [1],
        ["NewSessionTicket12"] = Hex("00000e10 0002 0102"),
        ["NewSessionTicket13"] = Rfc8448.NewSessionTicket[HeaderLength..],
        ["ServerName"] = Hex("0009 00 0006 736572766572"),
        ["SupportedGroups"] = Hex("0004 001d 0017"),
        ["SignatureAlgorithms"] = Hex("0004 0403 0807"),
        ["SupportedVersions.Offer"] = Hex("04 0304 0303"),
        ["SupportedVersions.Selected"] = Hex("0304"),
        ["Alpn.Offer"] = Hex("0006 026832 026833"),
        ["Alpn.Selected"] = Hex("0003 026832"),
        ["KeyShare.Offer"] = Hex("000b 001d 0002 0102 0017 0001 03"),
        ["KeyShare.Selected"] = Hex("001d 0002 0102"),
        ["KeyShare.Retry"] = Hex("001d"),
        ["PreSharedKey.Offer"] = [.. Hex("0009 0003 616263 01020304 0021 20"), .. new byte[32]],
        ["PreSharedKey.Selected"] = Hex("0000"),
        ["PskKeyExchangeModes"] = Hex("02 0100"),
        ["EarlyData.MaxSize"] = Hex("00000400"),
        ["Cookie"] = Hex("0002 0102"),
        ["RecordSizeLimit"] = Hex("4001"),
        ["TicketRequest.Request"] = Hex("0401"),
        ["TicketRequest.Expected"] = Hex("02"),
        ["RenegotiationInfo"] = Hex("00"),
        ["EcPointFormats"] = Hex("01 00"),
        ["StatusRequest.Request"] = Hex("01 0000 0000"),
        ["StatusRequest.Status"] = Hex("01 000003 300101"),
        ["SignedCertificateTimestamp"] = Hex("0005 0003 010203"),
        ["CertificateAuthorities"] = Hex("0007 0002 3000 0001 05"),
    };

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
