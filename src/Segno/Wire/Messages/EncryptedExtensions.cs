using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>EncryptedExtensions: <c>Extension extensions&lt;0..2^16-1&gt;</c> (RFC 8446 §4.3.1).</summary>
internal readonly struct EncryptedExtensions(ExtensionBlock extensions) : IHandshakeMessage<EncryptedExtensions>
{
    public static HandshakeType Type => HandshakeType.EncryptedExtensions;

    public ExtensionBlock Extensions { get; } = extensions;

    public static EncryptedExtensions Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ExtensionBlock extensions = ExtensionBlock.Parse(reader.ReadVector16(0));
        reader.EndOfInput();
        return new EncryptedExtensions(extensions);
    }

    public void Write(TlsWriter writer) => Extensions.Write(writer);
}
