using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;

namespace Segno.Cli.Naming;

/// <summary>The names under which facts of a connection go to scripts: they do not change.</summary>
internal static class Names
{
    public static string Of(ResumptionKind kind) => kind switch
    {
        ResumptionKind.Full => "full",
        ResumptionKind.SessionId => "session_id",
        ResumptionKind.Ticket => "ticket",
        ResumptionKind.PskDhe => "psk_dhe",
        ResumptionKind.Psk => "psk",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(SslProtocols protocol) => protocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2";

    /// <summary>The name in the registry of IANA.</summary>
    public static string? Of(NamedGroup? group) => group switch
    {
        null => null,
        NamedGroup.Secp256r1 => "secp256r1",
        NamedGroup.Secp384r1 => "secp384r1",
        NamedGroup.Secp521r1 => "secp521r1",
        NamedGroup.X25519 => "x25519",
        NamedGroup.X25519MLKem768 => "X25519MLKEM768",
        NamedGroup other => $"0x{(ushort)other:x4}",
    };

    public static string Of(TlsCipherSuite suite) => suite.ToString();

    public static string? Of(SslApplicationProtocol protocol) => protocol.Protocol.IsEmpty ? null : protocol.ToString();

    public static string Of(ResumptionDecline decline) => JsonNamingPolicy.SnakeCaseLower.ConvertName(decline.ToString());

    public static string? Of(TicketRefusal refusal) =>
        refusal == TicketRefusal.None ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.ToString());

    /// <summary>Why a connection is a full one: null if it resumed, <c>not_offered</c> if there was nothing to resume.</summary>
    public static string? Reason(ResumptionInfo info)
    {
        if (info.IsResumed)
            return null;
        return info.Decline == ResumptionDecline.None ? "not_offered" : Of(info.Decline);
    }
}
