using Segno.Tests.Vectors;

namespace Segno.Tests.Wire;

/// <summary>Whatever bytes come, a parser answers with a message or a TlsException.</summary>
public class HostileBytesTests
{
    private const int RandomInputs = 20_000;

    /// <summary>A refusal costs microseconds: each input goes to some of the parsers in turn.</summary>
    private const int ParsersPerInput = 8;

    private const int MutatedInputs = 20_000;
    private const int Seed = 8446;

    private static readonly byte[] s_clientHello = Rfc8448.ResumedClientHello[WireTest.HeaderLength..];
    private static readonly byte[] s_serverHello = Rfc8448.ServerHello[WireTest.HeaderLength..];

    /// <summary>A well-formed body of every parser.</summary>
    private static readonly Dictionary<string, byte[]> s_wellFormed = new()
    {
        ["ClientHello"] = s_clientHello,
        ["ServerHello"] = s_serverHello,
        ["EncryptedExtensions"] = Rfc8448.EncryptedExtensions[WireTest.HeaderLength..],
        ["Certificate12"] = WireTest.Hex("000009 000002 0102 000001 03"),
        ["Certificate13"] = WireTest.Hex("01 09 000011 000002 0102 0004 0012 0000 000001 03 0000"),
        ["CertificateRequest12"] = WireTest.Hex("02 40 01 0004 0403 0807 0009 0002 3000 0003 300105"),
        ["CertificateRequest13"] = WireTest.Hex("01 01 0008 000d 0004 0002 0403"),
        ["CertificateVerify"] = Rfc8448.CertificateVerify[WireTest.HeaderLength..],
        ["ServerKeyExchange"] = WireTest.Hex("03 001d 03 040506 0403 0002 0708"),
        ["ServerHelloDone"] = [],
        ["ClientKeyExchange"] = WireTest.Hex("02 0102"),
        ["Finished"] = new byte[12],
        ["KeyUpdate"] = [1],
        ["NewSessionTicket12"] = WireTest.Hex("00000e10 0002 0102"),
        ["NewSessionTicket13"] = Rfc8448.NewSessionTicket[WireTest.HeaderLength..],
        ["ServerName"] = WireTest.Hex("0009 00 0006 736572766572"),
        ["SupportedGroups"] = WireTest.Hex("0004 001d 0017"),
        ["SignatureAlgorithms"] = WireTest.Hex("0004 0403 0807"),
        ["SupportedVersions.Offer"] = WireTest.Hex("04 0304 0303"),
        ["SupportedVersions.Selected"] = WireTest.Hex("0304"),
        ["Alpn.Offer"] = WireTest.Hex("0006 026832 026833"),
        ["Alpn.Selected"] = WireTest.Hex("0003 026832"),
        ["KeyShare.Offer"] = WireTest.Hex("000b 001d 0002 0102 0017 0001 03"),
        ["KeyShare.Selected"] = WireTest.Hex("001d 0002 0102"),
        ["KeyShare.Retry"] = WireTest.Hex("001d"),
        ["PreSharedKey.Offer"] = [.. WireTest.Hex("0009 0003 616263 01020304 0021 20"), .. new byte[32]],
        ["PreSharedKey.Selected"] = WireTest.Hex("0000"),
        ["PskKeyExchangeModes"] = WireTest.Hex("02 0100"),
        ["EarlyData.MaxSize"] = WireTest.Hex("00000400"),
        ["Cookie"] = WireTest.Hex("0002 0102"),
        ["RecordSizeLimit"] = WireTest.Hex("4001"),
        ["TicketRequest.Request"] = WireTest.Hex("0401"),
        ["TicketRequest.Expected"] = WireTest.Hex("02"),
        ["RenegotiationInfo"] = WireTest.Hex("00"),
        ["EcPointFormats"] = WireTest.Hex("01 00"),
        ["CertificateAuthorities"] = WireTest.Hex("0007 0002 3000 0001 05"),
    };

    /// <summary>Where a cut leaves a message whole: both hellos without the block of extensions are those of an old peer (RFC 5246 §7.4.1.2).</summary>
    private static readonly Dictionary<string, int> s_wholeWhenCutAt = new()
    {
        ["ClientHello"] = 2 + 32 + 1 + 2 + 6 + 2,
        ["ServerHello"] = 2 + 32 + 1 + 2 + 1,
    };

    [Fact]
    public void Every_parser_reads_its_well_formed_body()
    {
        foreach ((string name, byte[] body) in s_wellFormed)
            Parsers.Get(name)(body);
    }

    [Fact]
    public void A_message_that_is_cut_at_any_length_is_refused()
    {
        foreach ((string name, byte[] body) in s_wellFormed)
        {
            Action<byte[]> parse = Parsers.Get(name);
            for (int length = 0; length < body.Length; length++)
            {
                byte[] cut = body[..length];
                if (s_wholeWhenCutAt.TryGetValue(name, out int whole) && whole == length)
                    parse(cut);
                else
                    Assert.Equal(AlertOfWrongLength(name), Assert.Throws<TlsException>(() => parse(cut)).Alert);
            }
        }
    }

    [Fact]
    public void A_byte_too_many_is_refused()
    {
        foreach ((string name, byte[] body) in s_wellFormed)
            Assert.Equal(AlertOfWrongLength(name), Assert.Throws<TlsException>(() => Parsers.Get(name)([.. body, 0])).Alert);
    }

    [Fact]
    public void Random_bytes_bring_out_nothing_but_TlsException()
    {
        Random random = new(Seed);
        for (int i = 0; i < RandomInputs; i++)
        {
            byte[] input = new byte[random.Next(0, 96)];
            random.NextBytes(input);
            // Short lengths at the front let more of the inputs past the first vector.
            for (int j = 0; j < Math.Min(input.Length, 4); j++)
                input[j] = random.Next(3) == 0 ? input[j] : (byte)random.Next(0, Math.Max(1, j * 16));
            for (int j = 0; j < ParsersPerInput; j++)
                RequireTlsExceptionOrNone(Parsers.All[((i * ParsersPerInput) + j) % Parsers.All.Count].Parse, input);
        }
    }

    [Fact]
    public void Mutated_messages_bring_out_nothing_but_TlsException()
    {
        Random random = new(Seed);
        (string Name, byte[] Body)[] seeds = [.. s_wellFormed.Where(pair => pair.Value.Length > 0).Select(pair => (pair.Key, pair.Value))];
        for (int i = 0; i < MutatedInputs; i++)
        {
            (string name, byte[] body) = seeds[i % seeds.Length];
            byte[] input = [.. body];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                input[random.Next(input.Length)] = (byte)random.Next(256);
            RequireTlsExceptionOrNone(Parsers.Get(name), input);
        }
    }

    /// <summary>A Finished of a wrong length is a Finished that does not verify (RFC 8446 §4.4.4); anything else is syntax.</summary>
    private static AlertDescription AlertOfWrongLength(string name) =>
        name == "Finished" ? AlertDescription.DecryptError : AlertDescription.DecodeError;

    private static void RequireTlsExceptionOrNone(Action<byte[]> parse, byte[] input)
    {
        try
        {
            parse(input);
        }
        catch (TlsException)
        {
        }
    }
}
