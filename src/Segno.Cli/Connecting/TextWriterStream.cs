using System.Text;

namespace Segno.Cli.Connecting;

/// <summary>Writes UTF-8 bytes to a text writer as they come, also where a character is cut in two. The writer stays open.</summary>
internal sealed class TextWriterStream(TextWriter output) : WriteOnlyStream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    private bool _midLine;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        char[] characters = new char[_decoder.GetCharCount(buffer, flush: false)];
        int count = _decoder.GetChars(buffer, characters, flush: false);
        output.Write(characters.AsSpan(0, count));
        output.Flush();
        if (count > 0)
            _midLine = characters[count - 1] != '\n';
    }

    /// <summary>Ends a line that was begun, so that what follows stands on its own.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _midLine)
            output.WriteLine();
        _midLine = false;
        base.Dispose(disposing);
    }
}
