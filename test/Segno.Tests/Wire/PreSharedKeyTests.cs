using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Tests.Wire;

public class PreSharedKeyTests
{
    private static readonly byte[] s_binder = [32, .. WireTest.Repeat(0xb1, 32)];
    private static readonly byte[] s_identity = WireTest.Hex("0003 616263 01020304");

    [Fact, Requirement("C125")]
    public void Identities_and_binders_are_found_by_index()
    {
        byte[] other = WireTest.Hex("0001 7a ffffffff");
        byte[] longBinder = [48, .. WireTest.Repeat(0xb2, 48)];

        OfferedPsks psks = Parse([.. s_identity, .. other], [.. s_binder, .. longBinder]);

        Assert.Equal(2, psks.Count);
        Assert.Equal("abc"u8.ToArray(), psks.GetIdentity(0).Identity.ToArray());
        Assert.Equal(0x01020304u, psks.GetIdentity(0).ObfuscatedTicketAge);
        Assert.Equal("z"u8.ToArray(), psks.GetIdentity(1).Identity.ToArray());
        Assert.Equal(uint.MaxValue, psks.GetIdentity(1).ObfuscatedTicketAge);
        Assert.Equal(s_binder[1..], psks.GetBinder(0).ToArray());
        Assert.Equal(longBinder[1..], psks.GetBinder(1).ToArray());
        Assert.Equal(2 + 33 + 49, psks.BindersLength);
        Assert.Throws<ArgumentOutOfRangeException>(() => psks.GetIdentity(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => psks.GetBinder(2));
    }

    [Theory, Requirement("N02")]
    [InlineData(1, null)]
    [InlineData(31, null)]
    [InlineData(0, "Malformed")]
    [InlineData(32, null)]
    [InlineData(33, null)]
    [InlineData(255, null)]
    public void A_binder_is_not_empty_and_its_value_decides(int length, string? fault)
    {
        // The second binder keeps the list above its own minimum.
        byte[] binders = [(byte)length, .. new byte[length], .. s_binder];
        byte[] identities = [.. s_identity, .. s_identity];
        if (fault is null)
            Assert.Equal(length, Parse(identities, binders).GetBinder(0).Length);
        else
            Assert.Equal(fault, WireTest.FaultOf(() => Parse(identities, binders)));
    }

    [Fact, Requirement("N03")]
    public void No_binders_are_a_decode_error() => Assert.Equal("Malformed", WireTest.FaultOf(() => Parse(s_identity, [])));

    [Fact, Requirement("N04")]
    public void There_are_as_many_binders_as_identities()
    {
        Assert.Equal("BinderCountMismatch", WireTest.FaultOf(() => Parse(s_identity, [.. s_binder, .. s_binder])));
        Assert.Equal("BinderCountMismatch", WireTest.FaultOf(() => Parse([.. s_identity, .. s_identity], s_binder)));
    }

    [Theory, Requirement("N05")]
    [InlineData("0029 0000 0015 0000")] // padding follows
    [InlineData("002d 0000 0029 0000 0a0a 0000")] // GREASE follows
    [InlineData("0029 0002 0102 0000 0000 002b 0000")]
    public void Nothing_follows_pre_shared_key(string extensions) =>
        Assert.Equal("PreSharedKeyNotLast", WireTest.FaultOf(() => ClientHello.Parse(WireTest.ClientHelloBody(WireTest.Hex(extensions)))));

    [Fact, Requirement("C124")]
    public void Pre_shared_key_may_be_last_and_alone()
    {
        Assert.True(ClientHello.Parse(WireTest.ClientHelloBody(WireTest.Hex("0a0a 0000 0029 0000"))).Extensions.Contains(ExtensionType.PreSharedKey));
        Assert.True(ClientHello.Parse(WireTest.ClientHelloBody(WireTest.Hex("0029 0000"))).Extensions.Contains(ExtensionType.PreSharedKey));
    }

    [Fact, Requirement("N18")]
    public void Two_pre_shared_key_extensions_are_illegal() =>
        Assert.Equal("DuplicateExtension", WireTest.FaultOf(() => ClientHello.Parse(WireTest.ClientHelloBody(WireTest.Hex("0029 0000 0029 0000")))));

    [Fact, Requirement("N10")]
    public void An_empty_identity_is_a_decode_error() =>
        Assert.Equal("Malformed", WireTest.FaultOf(() => Parse([.. WireTest.Hex("0000 00000000"), .. s_identity], [.. s_binder, .. s_binder])));

    [Fact]
    public void No_identities_are_a_decode_error() => Assert.Equal("Malformed", WireTest.FaultOf(() => Parse([], s_binder)));

    [Fact, Requirement("N11")]
    public void As_many_identities_as_fit_are_read()
    {
        byte[] identity = [0, 32, .. WireTest.Repeat(7, 32), 0, 0, 0, 1];
        byte[] identities = [.. Enumerable.Repeat(identity, 1000).SelectMany(bytes => bytes)];
        byte[] binders = [.. Enumerable.Repeat(s_binder, 1000).SelectMany(bytes => bytes)];

        Assert.Equal(1000, Parse(identities, binders).Count);
    }

    [Fact, Requirement("N12")]
    public void Lengths_that_lie_and_trailing_bytes_are_decode_errors()
    {
        byte[] good = [.. WireTest.Vector16(s_identity), .. WireTest.Vector16(s_binder)];
        byte[] runsPast = [.. good];
        runsPast[0] = 1;

        Assert.Equal("Malformed", WireTest.FaultOf(() => PreSharedKeyExtension.ParseOffer(runsPast)));
        Assert.Equal("TrailingData", WireTest.FaultOf(() => PreSharedKeyExtension.ParseOffer((byte[])[.. good, 0])));
    }

    [Fact, Requirement("N23")]
    public void The_greatest_identity_that_can_be_offered_is_read()
    {
        // identity + its length and age + both lists' lengths + one binder fill an extension of 65,535 bytes.
        const int Greatest = 65535 - 6 - 2 - 2 - 33;
        byte[] offer = WireTest.Written(buffer => PreSharedKeyExtension.WriteOffer(new TlsWriter(buffer), new byte[Greatest], 0, 32));

        Assert.Equal(65535, offer.Length - 4);
        Assert.Equal(Greatest, PreSharedKeyExtension.ParseOffer(offer.AsMemory(4)).GetIdentity(0).Identity.Length);
    }

    [Fact]
    public void An_offer_ends_with_a_binder_of_zeros()
    {
        int bindersLength = 0;
        byte[] offer = WireTest.Written(buffer => bindersLength = PreSharedKeyExtension.WriteOffer(new TlsWriter(buffer), "abc"u8, 0x01020304, 48));

        Assert.Equal(51, bindersLength);
        Assert.Equal([.. WireTest.Hex("0029 003e 0009 0003 616263 01020304 0031 30"), .. new byte[48]], offer);
    }

    [Fact]
    public void The_servers_choice_is_an_index()
    {
        Assert.Equal(WireTest.Hex("0029 0002 0003"), WireTest.Written(buffer => PreSharedKeyExtension.WriteSelected(new TlsWriter(buffer), 3)));
        Assert.Equal(0xffff, PreSharedKeyExtension.ParseSelected(WireTest.Hex("ffff")));
    }

    private static OfferedPsks Parse(byte[] identities, byte[] binders) =>
        PreSharedKeyExtension.ParseOffer((byte[])[.. WireTest.Vector16(identities), .. WireTest.Vector16(binders)]);
}
