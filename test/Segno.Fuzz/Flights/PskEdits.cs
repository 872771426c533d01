using Segno.Fuzz.Harness;
using Segno.Testing.Raw;

namespace Segno.Fuzz.Flights;

/// <summary>What a client offers to resume with, and changes to it: identities, ages, binders, and what lies inside the ticket.</summary>
internal sealed class PskEdits
{
    /// <summary>The kind of edit of a hello that is meant here.</summary>
    public const byte Kind = 128 + 19;

    private const int MaxIdentities = 12;

    private readonly List<RawPsk> _psks = [];
    private readonly List<Edit> _ofBinders = [];

    private PskEdits(RawPsk own) => _psks.Add(own);

    public static PskEdits Apply(RawPsk own, IEnumerable<Edit> edits)
    {
        PskEdits result = new(own);
        foreach (Edit edit in edits.Where(edit => edit.Kind == Kind))
            result.Apply(edit);
        return result;
    }

    /// <summary>A ticket with a change inside it.</summary>
    public static (byte[] Ticket, byte[] Secret) AlterTicket(byte[] ticket, byte[] secret, ushort version, Edit edit) =>
        FuzzTickets.Alter(ticket, secret, version, session => (edit.B % 3) switch
        {
            0 when session.Length > 0 => Put(session, edit),
            1 => [.. session[..(edit.A % (session.Length + 1))], .. edit.Data, .. session[(edit.A % (session.Length + 1))..]],
            _ => edit.Data.Length > 0 ? edit.Data : session[..(edit.A % (session.Length + 1))],
        });

    /// <summary>Adds pre_shared_key with binders that are right, those aside that are to be wrong (RFC 8446 §4.2.11.2).</summary>
    public RawHello AddTo(RawHello hello, byte[] transcript)
    {
        byte[][] binders = [.. _psks.Select(static _ => new byte[RawCrypto.HashLength])];
        byte[] blank = hello.Clone().Append((ushort)Wire.ExtensionType.PreSharedKey, RawExtensions.PreSharedKey(_psks, binders)).Encode();
        byte[] covered = [.. transcript, .. blank[..^(2 + ((1 + RawCrypto.HashLength) * binders.Length))]];
        for (int i = 0; i < binders.Length; i++)
            binders[i] = RawCrypto.Binder(_psks[i].Key, covered);
        foreach (Edit edit in _ofBinders)
        {
            int at = edit.A % binders.Length;
            if (edit.B % 7 == 4 && binders[at].Length > 0)
                binders[at][edit.A % binders[at].Length] ^= edit.Data.Length > 0 ? edit.Data[0] : (byte)1;
            else
                binders[at] = edit.Data;
        }
        return hello.Clone().Append((ushort)Wire.ExtensionType.PreSharedKey, RawExtensions.PreSharedKey(_psks, binders));
    }

    private void Apply(Edit edit)
    {
        int at = edit.A % _psks.Count;
        RawPsk psk = _psks[at];
        switch (edit.B % 7)
        {
            case 0 when _psks.Count < MaxIdentities:
                _psks.Insert(at, new RawPsk(edit.Data, psk.Key, 0));
                break;
            case 1 when _psks.Count < MaxIdentities:
                _psks.Add(psk);
                break;
            case 2 when psk.Identity.Length > 0:
                byte[] identity = [.. psk.Identity];
                identity[edit.A % identity.Length] ^= edit.Data.Length > 0 ? edit.Data[0] : (byte)1;
                _psks[at] = psk with { Identity = identity };
                break;
            case 3:
                _psks[at] = psk with { Age = (psk.Age + (uint)(edit.A << 12)) & uint.MaxValue };
                break;
            case 4 or 5:
                _ofBinders.Add(edit);
                break;
            case 6:
                (byte[] ticket, byte[] secret) = AlterTicket(psk.Identity, psk.Key, 0x0304, edit);
                // Binders are made with SHA-256 alone.
                if (secret.Length == RawCrypto.HashLength)
                    _psks[at] = psk with { Identity = ticket, Key = secret };
                break;
        }
    }

    private static byte[] Put(byte[] session, Edit edit)
    {
        int at = edit.A % session.Length;
        edit.Data.AsSpan(0, Math.Min(edit.Data.Length, session.Length - at)).CopyTo(session.AsSpan(at));
        return session;
    }
}
