using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>Changes to the parts of a hello, whose lengths are made to fit again.</summary>
internal static class HelloEdits
{
    private const int Kinds = 20;
    private const int MaxExtensions = 200;
    private const int MaxExtensionBytes = 8000;

    public static void Apply(RawHello hello, IEnumerable<Edit> edits)
    {
        foreach (Edit edit in edits)
            Apply(hello, edit);
    }

    private static void Apply(RawHello hello, Edit edit)
    {
        List<(ushort Type, byte[] Body)> extensions = hello.Extensions;
        int at = extensions.Count == 0 ? -1 : edit.B % extensions.Count;
        int kind = (edit.Kind - 128) % Kinds;
        switch (kind)
        {
            case 0:
                hello.LegacyVersion = (ushort)edit.A;
                break;
            case 1:
                hello.SessionId = edit.Data;
                break;
            case 2:
                hello.Suites = [.. edit.Data.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (ushort)((pair[0] << 8) | pair[1]))];
                if (hello.Suites.Count == 0)
                    hello.Suites = [(ushort)edit.A];
                break;
            case 3:
                hello.Suites.Insert(edit.B % (hello.Suites.Count + 1), (ushort)edit.A);
                break;
            case 4:
                hello.Compression = edit.Data.Length > 0 ? edit.Data : [(byte)edit.B];
                break;
            case 5:
                hello.Random = [.. edit.Data, .. hello.Random[Math.Min(edit.Data.Length, hello.Random.Length)..]];
                hello.Random = hello.Random[..32];
                break;
            case 6:
                extensions.Clear();
                break;
            case 7 when extensions.Count < MaxExtensions:
                extensions.Insert(edit.B % (extensions.Count + 1), ((ushort)edit.A, edit.Data));
                break;
            default:
                if (at >= 0)
                    OfExtension(extensions, at, kind, edit);
                break;
        }
    }

    private static void OfExtension(List<(ushort Type, byte[] Body)> extensions, int at, int kind, Edit edit)
    {
        (ushort type, byte[] body) = extensions[at];
        switch (kind)
        {
            case 8:
                extensions.RemoveAt(at);
                break;
            case 9 when extensions.Count < MaxExtensions:
                extensions.Insert(edit.A % (extensions.Count + 1), (type, body));
                break;
            case 10:
                (extensions[at], extensions[edit.A % extensions.Count]) = (extensions[edit.A % extensions.Count], extensions[at]);
                break;
            case 11:
                extensions[at] = (type, edit.Data);
                break;
            case 12:
                extensions[at] = ((ushort)edit.A, body);
                break;
            case 13 when body.Length > 0:
                body = [.. body];
                body[edit.A % body.Length] = edit.Data.Length > 0 ? edit.Data[0] : (byte)(body[edit.A % body.Length] + 1 & 0xff);
                extensions[at] = (type, body);
                break;
            case 14 when body.Length + edit.Data.Length < MaxExtensionBytes:
                int middle = edit.A % (body.Length + 1);
                extensions[at] = (type, [.. body[..middle], .. edit.Data, .. body[middle..]]);
                break;
            case 15:
                extensions[at] = (type, body[..(edit.A % (body.Length + 1))]);
                break;
            case 16 when body.Length >= 2 && body.Length + edit.Data.Length < MaxExtensionBytes:
                // A vector with two bytes of length in front, which are made to fit again.
                byte[] items = [.. edit.A % 2 == 0 ? edit.Data : [], .. body[2..], .. edit.A % 2 == 0 ? [] : edit.Data];
                extensions[at] = (type, RawHello.Vector16(items));
                break;
            case 17:
                extensions[at] = (type, RawHello.Vector16(edit.Data));
                break;
            case 18:
                extensions[at] = (type, RawHello.Vector8(edit.Data));
                break;
        }
    }
}
