using CsCheck;

namespace Segno.Tests.Properties;

/// <summary>How one direction of a transport is cut.</summary>
/// <param name="Reads">The most bytes of each read, in a cycle.</param>
/// <param name="Writes">The bytes of each write, in a cycle.</param>
/// <param name="Records">Bytes of the records into which handshake messages in clear are cut on the way; null: as they came.</param>
internal sealed record Splits(IReadOnlyList<int> Reads, IReadOnlyList<int> Writes, IReadOnlyList<int>? Records)
{
    public static Splits None { get; } = new(Pieces.Whole, Pieces.Whole, null);

    public static Gen<Splits> Any { get; } =
        from reads in Sizes(1, 40)
        from writes in Sizes(1, 2000)
        from records in Gen.Frequency((2, Gen.Const((IReadOnlyList<int>?)null)), (1, Sizes(1, 300).Select(sizes => (IReadOnlyList<int>?)sizes)))
        select new Splits(reads, writes, records);

    public override string ToString() =>
        $"reads {string.Join(' ', Reads)}; writes {string.Join(' ', Writes)}; records {(Records is null ? "whole" : string.Join(' ', Records))}";

    private static Gen<IReadOnlyList<int>> Sizes(int least, int most) =>
        Gen.OneOf(Gen.Int[least, 5], Gen.Int[least, most]).Array[1, 6].Select(sizes => (IReadOnlyList<int>)sizes);
}
