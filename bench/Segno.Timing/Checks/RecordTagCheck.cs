using System.Net.Security;
using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Timing.Checks;

/// <summary>The tag of a record: a forger must not be told how much of it is right.</summary>
internal sealed class RecordTagCheck : TimingCheck
{
    private const int ContentLength = 48;

    private readonly TrafficKeys _keys;
    private readonly byte[] _sealed;
    private readonly Slots _records;

    public RecordTagCheck(TlsCipherSuite suite)
        : base($"TrafficKeys.TryOpen, {suite}", "tag wrong in the last bit / random")
    {
        CipherSuite row = CipherSuite.Find(suite)!;
        byte[] key = RandomNumberGenerator.GetBytes(row.KeyLength), iv = RandomNumberGenerator.GetBytes(row.FixedIvLength);
        _keys = new TrafficKeys(row, key, iv);
        int body = ContentLength + _keys.Overhead;
        _sealed = [23, 3, 3, 0, (byte)body, .. RandomNumberGenerator.GetBytes(body)];
        using TrafficKeys sender = new(row, key, iv);
        sender.Seal(_sealed);
        _records = new Slots(_sealed.Length);
    }

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        // Opening overwrites a record, so each run has one of its own.
        for (int i = 0; i < classes.Length; i++)
            _sealed.CopyTo(_records.Span(i));
        _records.FillAlmostOrRandom(classes, _sealed.AsSpan(^Aead.TagLength..), _sealed.Length - Aead.TagLength);
    }

    public override bool Run(int place) => _keys.TryOpen(_records[place], out _);

    public override void Dispose()
    {
        base.Dispose();
        _keys.Dispose();
    }
}
