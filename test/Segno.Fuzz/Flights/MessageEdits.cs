using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>What is to go out in place of one message.</summary>
internal sealed class MessageEdits
{
    private const int MaxMessage = 40_000;
    private const int Kinds = 16;

    /// <summary>Records that go before it: their type, what is in them, and whether they stay in clear.</summary>
    public List<(ContentType Type, byte[] Content, bool Clear)> Before { get; } = [];

    /// <summary>Its bytes, header included; null: it is left out.</summary>
    public byte[]? Message { get; private set; }

    public int Copies { get; private set; } = 1;

    /// <summary>Bytes a record.</summary>
    public int FragmentLength { get; private set; } = 16384;

    /// <summary>Zeros behind the content, in TLS 1.3.</summary>
    public int Padding { get; private set; }

    /// <summary>The type of its records.</summary>
    public ContentType RecordType { get; private set; } = ContentType.Handshake;

    public static MessageEdits Apply(byte[] message, IEnumerable<Edit> edits)
    {
        MessageEdits result = new() { Message = message };
        foreach (Edit edit in edits)
            result.Apply(edit);
        return result;
    }

    private void Apply(Edit edit)
    {
        switch (edit.Kind % Kinds)
        {
            case 0:
                Change(body => Put(body, edit.A, edit.Data.Length == 0 ? [(byte)edit.B] : edit.Data));
                break;
            case 1:
                Change(body => Flip(body, edit.A, edit.B));
                break;
            case 2:
                Change(body => [.. body[..At(body, edit.A)], .. body[Math.Min(body.Length, At(body, edit.A) + edit.B)..]]);
                break;
            case 3:
                Change(body => [.. body[..At(body, edit.A)], .. edit.Data, .. body[At(body, edit.A)..]]);
                break;
            case 4:
                Change(_ => edit.Data);
                break;
            case 5:
                Change(body => body[..At(body, edit.A)]);
                break;
            case 6:
                Message = null;
                break;
            case 7:
                Copies = 1 + (edit.B % 3);
                break;
            case 8:
                Before.Add(((ContentType)edit.B, Stretch(edit), false));
                break;
            case 9:
                Before.Add((ContentType.Handshake, RawHello.Message((HandshakeType)edit.B, edit.Data), false));
                break;
            case 10:
                FragmentLength = 1 + (edit.A % 16400);
                break;
            case 11 when Message is { Length: >= 4 }:
                Message = [Message[0], (byte)edit.B, (byte)(edit.A >> 8), (byte)(edit.A & 0xff), .. Message[4..]];
                break;
            case 12 when Message is { Length: > 0 }:
                Message = [(byte)edit.B, .. Message[1..]];
                break;
            case 13:
                Before.Add(((ContentType)edit.B, Stretch(edit), true));
                break;
            case 14:
                Padding = edit.A % 20_000;
                if (edit.B != 0)
                    RecordType = (ContentType)edit.B;
                break;
            case 15:
                Change(body => body.Length + edit.B > MaxMessage ? body : [.. body, .. body[At(body, edit.A)..Math.Min(body.Length, At(body, edit.A) + edit.B)]]);
                break;
        }
    }

    private void Change(Func<byte[], byte[]> change)
    {
        if (Message is not { Length: >= 4 })
            return;
        byte[] body = change(Message[4..]);
        if (body.Length <= MaxMessage)
            Message = RawHello.Message((HandshakeType)Message[0], body);
    }

    private static int At(byte[] body, int a) => body.Length == 0 ? 0 : a % (body.Length + 1);

    /// <summary>The data, repeated where a length is asked for.</summary>
    private static byte[] Stretch(Edit edit)
    {
        if (edit.A == 0 || edit.Data.Length == 0)
            return edit.Data;
        byte[] content = new byte[edit.A % 17_000];
        for (int i = 0; i < content.Length; i++)
            content[i] = edit.Data[i % edit.Data.Length];
        return content;
    }

    private static byte[] Put(byte[] body, int a, byte[] data)
    {
        byte[] changed = [.. body];
        int at = At(body, a);
        data.AsSpan(0, Math.Min(data.Length, body.Length - at)).CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static byte[] Flip(byte[] body, int a, int bits)
    {
        byte[] changed = [.. body];
        if (changed.Length > 0)
            changed[a % changed.Length] ^= (byte)bits;
        return changed;
    }
}
