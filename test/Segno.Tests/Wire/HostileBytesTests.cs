using Segno.Testing;

namespace Segno.Tests.Wire;

/// <summary>Whatever bytes come, a parser answers with a message or a TlsException.</summary>
public class HostileBytesTests
{
    private const int RandomInputs = 20_000;

    /// <summary>A refusal costs microseconds: each input goes to some of the parsers in turn.</summary>
    private const int ParsersPerInput = 8;

    private const int MutatedInputs = 20_000;
    private const int Seed = 8446;

    /// <summary>Where a cut leaves a message whole: both hellos without the block of extensions are those of an old peer (RFC 5246 §7.4.1.2).</summary>
    private static readonly Dictionary<string, int> s_wholeWhenCutAt = new()
    {
        ["ClientHello"] = 2 + 32 + 1 + 2 + 6 + 2,
        ["ServerHello"] = 2 + 32 + 1 + 2 + 1,
    };

    [Fact]
    public void Every_parser_reads_its_well_formed_body()
    {
        foreach ((string name, byte[] body) in WellFormedBodies.All)
            Parsers.Get(name)(body);
    }

    [Fact]
    public void A_message_that_is_cut_at_any_length_is_refused()
    {
        foreach ((string name, byte[] body) in WellFormedBodies.All)
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
        foreach ((string name, byte[] body) in WellFormedBodies.All)
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
        (string Name, byte[] Body)[] seeds = [.. WellFormedBodies.All.Where(pair => pair.Value.Length > 0).Select(pair => (pair.Key, pair.Value))];
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
