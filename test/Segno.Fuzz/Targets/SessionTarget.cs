using Segno.Fuzz.Harness;
using Segno.Resumption.Sessions;

namespace Segno.Fuzz.Targets;

/// <summary>A session in both of its forms: as it lies in stores and tickets, and exported. What can be read is written again the same.</summary>
internal sealed class SessionTarget : IFuzzTarget
{
    public static string Name => "session";

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (SessionCodec.TryDecode(input, out Session? session))
        {
            using (session)
            {
                byte[] again = new byte[SessionCodec.EncodedLength(session)];
                SessionCodec.Encode(session, again);
                FuzzFinding.Unless(input.SequenceEqual(again), "A session was written other than it was read.");
                _ = session.ExpiresAt;
            }
        }
        if (TlsClientSession.TryImport(input, out TlsClientSession? imported))
        {
            using (imported)
            {
                FuzzFinding.Unless(input.SequenceEqual(imported.Export()), "An exported session was written other than it was read.");
                _ = (imported.Protocol, imported.CipherSuite, imported.ServerName, imported.ExpiresAt);
            }
        }
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        foreach ((string name, byte[] exported) in FuzzSessions.Exported())
        {
            yield return ($"exported-{name}", exported);
            if (!TlsClientSession.TryImport(exported, out TlsClientSession? session))
                throw new InvalidOperationException("An exported session cannot be imported.");
            using (session)
            {
                byte[] encoded = new byte[SessionCodec.EncodedLength(session.Session)];
                SessionCodec.Encode(session.Session, encoded);
                yield return (name, encoded);
            }
        }
    }
}
