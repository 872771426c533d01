using Segno.Fuzz.Harness;
using Segno.Testing;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Fuzz.Targets;

/// <summary>Each parser of a message or an extension, and of messages what is written again. Input: which, and a body.</summary>
internal sealed class MessageTarget : IFuzzTarget
{
    private static readonly (string Name, Func<byte[], byte[]> Rewrite)[] s_rewritten =
    [
        ("ClientHello", Rewrite<ClientHello>),
        ("ServerHello", Rewrite<ServerHello>),
        ("EncryptedExtensions", Rewrite<EncryptedExtensions>),
        ("Certificate12", Rewrite<Certificate12>),
        ("Certificate13", Rewrite<Certificate13>),
        ("CertificateRequest12", Rewrite<CertificateRequest12>),
        ("CertificateRequest13", Rewrite<CertificateRequest13>),
        ("CertificateStatus", Rewrite<CertificateStatus>),
        ("CertificateVerify", Rewrite<CertificateVerify>),
        ("ServerKeyExchange", Rewrite<ServerKeyExchange>),
        ("ServerHelloDone", Rewrite<ServerHelloDone>),
        ("ClientKeyExchange", Rewrite<ClientKeyExchange>),
        ("Finished", Rewrite<Finished>),
        ("KeyUpdate", Rewrite<KeyUpdate>),
        ("NewSessionTicket12", Rewrite<NewSessionTicket12>),
        ("NewSessionTicket13", Rewrite<NewSessionTicket13>),
    ];

    public static string Name => "message";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        int which = reader.Byte();
        byte[] body = reader.Rest.ToArray();
        try
        {
            (string name, Action<byte[]> parse) = Parsers.All[which % Parsers.All.Count];
            parse(body);
            if (s_rewritten.FirstOrDefault(message => message.Name == name).Rewrite is { } rewrite)
                RequireSame(name, body, rewrite(body));
        }
        catch (TlsException e) when (e.Alert is AlertDescription.DecodeError or AlertDescription.IllegalParameter or AlertDescription.DecryptError)
        {
        }
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        for (int i = 0; i < Parsers.All.Count; i++)
            yield return (Parsers.All[i].Name, [(byte)i, .. WellFormedBodies.All.GetValueOrDefault(Parsers.All[i].Name, [])]);
    }

    private static byte[] Rewrite<TMessage>(byte[] body)
        where TMessage : IHandshakeMessage<TMessage>
    {
        using WireBuffer buffer = new();
        TMessage.Parse(body).Write(new TlsWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    private static void RequireSame(string name, ReadOnlySpan<byte> body, ReadOnlySpan<byte> again)
    {
        if (body.SequenceEqual(again))
            return;
        // An empty block of extensions is as good as none, and is not written (RFC 5246 §7.4.1.2).
        if (name is "ClientHello" or "ServerHello" && body[^2..].IndexOfAnyExcept((byte)0) < 0 && body[..^2].SequenceEqual(again))
            return;
        throw new FuzzFinding($"{name} was read from {Convert.ToHexString(body)} and written as {Convert.ToHexString(again)}.");
    }
}
