namespace Segno.Bogo;

/// <summary>
/// Where the runner has one error for what Segno tells apart: the name under which config.json's ErrorMap knows the faults together. A runner
/// compares with one text only.
/// </summary>
internal static class FaultGroups
{
    private static readonly Dictionary<string, string[]> s_faults = new()
    {
        ["BadAlert"] = ["MalformedAlert", "UnexpectedAlert"],
        ["CannotDecode"] = ["Malformed", "TrailingData", "MalformedExtension", "EmptyServerCertificate", "IllegalKeyUpdate", "IllegalLegacyVersion", "IllegalCertificateContext"],
        ["CannotOpen"] = ["BadRecord", "NoContentType"],
        ["DigestMismatch"] = ["BadFinished", "BinderMismatch"],
        ["ExtensionMisplaced"] = ["UnsolicitedExtension", "ForbiddenExtension", "IllegalSelectedVersion", "IllegalPointFormat", "MalformedExtension"],
        ["KeyShareMissing"] = ["MissingKeyShare", "MissingSupportedExtension"],
        ["NoSignatureScheme"] = ["NoCommonSignatureScheme", "MissingSupportedExtension"],
        ["NothingInCommon"] = ["NoCommonCipherSuite", "NoCommonSignatureScheme", "NoCommonGroup"],
        ["CertificateMissing"] = ["EmptyServerCertificate", "NoClientCertificate", "NoClientCertificate12"],
        ["OcspRefused"] = ["OcspResponseRefused"],
        ["SessionVersion"] = ["UnsolicitedExtension", "IllegalCipherSuite"],
        ["SecondVersion"] = ["InconsistentServerHello", "IllegalSelectedVersion"],
        ["WrongMessage"] = ["UnexpectedHandshakeMessage", "SecondHelloRetryRequest"],
        ["WrongRecord"] = ["BadChangeCipherSpec", "UnexpectedApplicationData", "UnknownContentType", "UnexpectedHandshakeMessage", "InterleavedHandshake"],
        ["WrongVersion"] = ["UnsupportedVersion", "IllegalLegacyVersion"],
        ["WrongGroup"] = ["IllegalGroup", "PointlessHelloRetryRequest"],
        ["NoTlsRecord"] = ["NotTls", "UnknownContentType", "EmptyFragment", "WrongRecordVersion"],
    };

    public static string Of(string fault) => string.Join(' ', s_faults.Where(group => group.Value.Contains(fault)).Select(group => $"[{group.Key}]"));
}
