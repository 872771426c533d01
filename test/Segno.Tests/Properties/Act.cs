using CsCheck;
using Segno.Wire;

namespace Segno.Tests.Properties;

/// <summary>What one side of an established connection may do.</summary>
public enum ActKind
{
    Write,
    Read,
    Update,
    UpdateBoth,
    Shutdown,
    Dispose,
}

/// <summary>One act of an interleaving.</summary>
/// <param name="Side">Who does it.</param>
/// <param name="Kind">What.</param>
/// <param name="Size">Bytes, of what is written or of the room to read into.</param>
internal sealed record Act(TlsRole Side, ActKind Kind, int Size)
{
    public static Gen<Act> Any { get; } =
        from side in Gen.OneOf(TlsRole.Client, TlsRole.Server)
        from kind in Gen.Frequency(
            (8, Gen.Const(ActKind.Write)), (8, Gen.Const(ActKind.Read)), (3, Gen.Const(ActKind.Update)), (3, Gen.Const(ActKind.UpdateBoth)),
            (1, Gen.Const(ActKind.Shutdown)), (1, Gen.Const(ActKind.Dispose)))
        from size in Gen.Frequency((4, Gen.Int[1, 100]), (2, Gen.Int[1, 40_000]), (1, Gen.Const(0)))
        select new Act(side, kind, size);

    public override string ToString() => Kind is ActKind.Write or ActKind.Read ? $"{Side} {Kind} {Size}" : $"{Side} {Kind}";
}
