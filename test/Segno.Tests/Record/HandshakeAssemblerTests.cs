using Segno.Handshake;
using Segno.Record;
using Segno.Tests.Transport;
using Segno.Wire;

namespace Segno.Tests.Record;

public sealed class HandshakeAssemblerTests
{
    private const int MaxCertificate = 2000;

    [Fact]
    public void A_message_within_a_record_is_lent_where_it_lies()
    {
        using HandshakeAssembler assembler = new(MaxCertificate);
        byte[] record = Forge.Message(HandshakeType.Finished, 32, fill: 1);
        assembler.Add(record);
        Assert.True(assembler.TryNext(out HandshakeMessage message));
        record[10] = 0x77;
        Assert.Equal(0x77, message.Encoded.Span[10]);
        Assert.Equal(HandshakeType.Finished, message.Type);
        Assert.True(message.EndsRecord);
        Assert.False(assembler.IsInsideMessage);
    }

    [Fact]
    public void Messages_that_share_a_record_come_apart_and_only_the_last_ends_it()
    {
        using HandshakeAssembler assembler = new(MaxCertificate);
        byte[] first = Forge.Message(HandshakeType.EncryptedExtensions, 2);
        byte[] second = Forge.Message(HandshakeType.Finished, 32);
        assembler.Add((byte[])[.. first, .. second]);
        Assert.True(assembler.TryNext(out HandshakeMessage message));
        Assert.Equal(first, message.Encoded.ToArray());
        Assert.False(message.EndsRecord);
        assembler.Release();
        Assert.True(assembler.TryNext(out message));
        Assert.Equal(second, message.Encoded.ToArray());
        Assert.True(message.EndsRecord);
        assembler.Release();
        Assert.False(assembler.TryNext(out _));
    }

    [Fact]
    public void Of_a_type_that_does_not_exist_the_type_is_refused()
    {
        using HandshakeAssembler assembler = new(MaxCertificate);
        assembler.Add(Forge.Message((HandshakeType)99, 1025).AsMemory(0, 4));
        Assert.Equal("UnexpectedHandshakeMessage", Assert.Throws<TlsException>(() => assembler.TryNext(out _)).Fault.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void Messages_come_together_from_records_of_any_size(int size)
    {
        using HandshakeAssembler assembler = new(MaxCertificate);
        byte[][] messages = [Forge.Message(HandshakeType.Certificate, 33, 1), Forge.Message(HandshakeType.Finished, 0), Forge.Message(HandshakeType.KeyUpdate, 1, 1)];
        byte[] all = [.. messages.SelectMany(m => m)];
        List<byte[]> received = [];
        for (int at = 0; at < all.Length; at += size)
        {
            assembler.Add(all.AsMemory(at, Math.Min(size, all.Length - at)));
            while (assembler.TryNext(out HandshakeMessage message))
            {
                received.Add(message.Encoded.ToArray());
                assembler.Release();
            }
        }
        Assert.Equal(messages, received);
        Assert.False(assembler.IsInsideMessage);
    }

    [Theory, Requirement("N121")]
    [InlineData(HandshakeType.Certificate, MaxCertificate)]
    [InlineData(HandshakeType.ClientHello, MessageLimits.ClientHello)]
    [InlineData(HandshakeType.Finished, 1024)]
    internal void A_message_over_its_types_limit_is_refused_by_its_header(HandshakeType type, int limit)
    {
        using HandshakeAssembler assembler = new(MaxCertificate);
        assembler.Add(Forge.Message(type, limit).AsMemory(0, 4));
        Assert.False(assembler.TryNext(out _));
        Assert.True(assembler.IsInsideMessage);

        using HandshakeAssembler other = new(MaxCertificate);
        other.Add(Forge.Message(type, limit + 1).AsMemory(0, 4));
        Assert.Equal("MessageTooLong", Assert.Throws<TlsException>(() => other.TryNext(out _)).Fault.Name);

        // The same where the header itself is cut.
        using HandshakeAssembler cut = new(MaxCertificate);
        byte[] header = Forge.Message(type, 0xffffff >> 1);
        cut.Add(header.AsMemory(0, 2));
        Assert.False(cut.TryNext(out _));
        cut.Add(header.AsMemory(2, 2));
        Assert.Equal("MessageTooLong", Assert.Throws<TlsException>(() => cut.TryNext(out _)).Fault.Name);
    }

    [Fact, Requirement("N110")]
    public void A_record_without_content_is_refused()
    {
        using HandshakeAssembler assembler = new(MaxCertificate);
        Assert.Equal("EmptyFragment", Assert.Throws<TlsException>(() => assembler.Add(default)).Fault.Name);
    }
}
