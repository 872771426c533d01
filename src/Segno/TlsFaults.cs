using static Segno.AlertDescription;

namespace Segno;

/// <summary>The closed list of reasons for which Segno refuses a connection, room by room.</summary>
internal static class TlsFaults
{
    // Wire: syntax. A length that lies, a vector out of its bounds, bytes left over.
    internal static readonly TlsFault Malformed = new(nameof(Malformed), DecodeError, "RFC 8446 §6.2", "A message could not be decoded");
    internal static readonly TlsFault TrailingData = new(nameof(TrailingData), DecodeError, "RFC 8446 §6.2", "A message has bytes left over at its end");
    internal static readonly TlsFault DuplicateExtension = new(nameof(DuplicateExtension), IllegalParameter, "RFC 8446 §4.2", "An extension occurs twice in one block");
    internal static readonly TlsFault MalformedExtension = new(nameof(MalformedExtension), DecodeError, "RFC 8446 §4.2", "An extension could not be decoded");
    internal static readonly TlsFault PreSharedKeyNotLast = new(nameof(PreSharedKeyNotLast), IllegalParameter, "RFC 8446 §4.2.11", "pre_shared_key is not the last extension of the ClientHello");
    internal static readonly TlsFault BinderCountMismatch = new(nameof(BinderCountMismatch), IllegalParameter, "RFC 8446 §4.2.11", "There are not as many binders as identities");
    internal static readonly TlsFault IllegalKeyUpdate = new(nameof(IllegalKeyUpdate), IllegalParameter, "RFC 8446 §4.6.3", "KeyUpdate.request_update is neither 0 nor 1");
    internal static readonly TlsFault IllegalRecordSizeLimit = new(nameof(IllegalRecordSizeLimit), IllegalParameter, "RFC 8449 §4", "record_size_limit is out of its bounds");
    internal static readonly TlsFault IllegalCompression = new(nameof(IllegalCompression), IllegalParameter, "RFC 8446 §4.1.2", "A compression method other than null");
    internal static readonly TlsFault DuplicateKeyShare = new(nameof(DuplicateKeyShare), IllegalParameter, "RFC 8446 §4.2.8", "Two key shares for one group");

    // Record: framing, protection, limits.
    internal static readonly TlsFault RecordTooLong = new(nameof(RecordTooLong), RecordOverflow, "RFC 8446 §5.1", "A record is longer than allowed");
    internal static readonly TlsFault PlaintextTooLong = new(nameof(PlaintextTooLong), RecordOverflow, "RFC 8446 §5.4", "A deprotected record is longer than allowed");
    internal static readonly TlsFault BadRecord = new(nameof(BadRecord), BadRecordMac, "RFC 8446 §5.2", "A record could not be deprotected");
    internal static readonly TlsFault UnknownContentType = new(nameof(UnknownContentType), UnexpectedMessage, "RFC 8446 §5", "A record of an unknown content type");
    internal static readonly TlsFault UnexpectedApplicationData = new(nameof(UnexpectedApplicationData), UnexpectedMessage, "RFC 8446 §5.1", "Application data before the handshake is done");
    internal static readonly TlsFault OuterTypeNotApplicationData = new(nameof(OuterTypeNotApplicationData), UnexpectedMessage, "RFC 8446 §5.2", "A protected record whose outer type is not application_data");
    internal static readonly TlsFault EmptyFragment = new(nameof(EmptyFragment), UnexpectedMessage, "RFC 8446 §5.1", "A zero-length fragment of a type that allows none");
    internal static readonly TlsFault NoContentType = new(nameof(NoContentType), UnexpectedMessage, "RFC 8446 §5.4", "A protected record that holds only padding");
    internal static readonly TlsFault TooManyEmptyRecords = new(nameof(TooManyEmptyRecords), UnexpectedMessage, "RFC 8446 §5.1", "Too many records without content in a row");
    internal static readonly TlsFault TooManyWarnings = new(nameof(TooManyWarnings), UnexpectedMessage, "RFC 8446 §6", "Too many warning alerts in a row");
    internal static readonly TlsFault BadChangeCipherSpec = new(nameof(BadChangeCipherSpec), UnexpectedMessage, "RFC 8446 §5", "A change_cipher_spec that is not the single byte 1, or not in its place");
    internal static readonly TlsFault MalformedAlert = new(nameof(MalformedAlert), DecodeError, "RFC 8446 §6", "An alert record that is not one alert of two bytes");
    internal static readonly TlsFault UnknownAlertLevel = new(nameof(UnknownAlertLevel), IllegalParameter, "RFC 8446 §6", "An alert whose level is neither warning nor fatal");
    internal static readonly TlsFault UnexpectedAlert = new(nameof(UnexpectedAlert), DecodeError, "RFC 8446 §6", "An alert that TLS 1.3 does not know as a warning");
    internal static readonly TlsFault InterleavedHandshake = new(nameof(InterleavedHandshake), UnexpectedMessage, "RFC 8446 §5.1", "A record of another type between two parts of a handshake message");
    internal static readonly TlsFault ExcessHandshakeData = new(nameof(ExcessHandshakeData), UnexpectedMessage, "RFC 8446 §5.1", "A handshake message does not end its record where the keys change");
    internal static readonly TlsFault MessageTooLong = new(nameof(MessageTooLong), IllegalParameter, "RFC 8446 §4", "A handshake message is longer than the limit for its type");
    internal static readonly TlsFault WrongRecordVersion = new(nameof(WrongRecordVersion), AlertDescription.ProtocolVersion, "RFC 5246 §6.2.1", "A record of another major version");
    internal static readonly TlsFault HttpRequest = new(nameof(HttpRequest), AlertDescription.ProtocolVersion, "RFC 8446 §5.1", "The client speaks plaintext HTTP on the TLS port");
    internal static readonly TlsFault HttpsProxyRequest = new(nameof(HttpsProxyRequest), AlertDescription.ProtocolVersion, "RFC 8446 §5.1", "The client sent a plaintext CONNECT to the TLS port");
    internal static readonly TlsFault NotTls = new(nameof(NotTls), AlertDescription.ProtocolVersion, "RFC 8446 §5.1", "The first bytes are no TLS record");
    internal static readonly TlsFault TooMuchSkippedEarlyData = new(nameof(TooMuchSkippedEarlyData), UnexpectedMessage, "RFC 8446 §4.2.10", "More refused early data than may be skipped");
    internal static readonly TlsFault TooManyKeyUpdates = new(nameof(TooManyKeyUpdates), UnexpectedMessage, "RFC 8446 §4.6.3", "Too many KeyUpdates without application data between them");
    internal static readonly TlsFault KeyExhausted = new(nameof(KeyExhausted), AlertDescription.InternalError, "RFC 8446 §5.5", "The usage limit of a traffic key is reached");
    internal static readonly TlsFault HandshakeTooLarge = new(nameof(HandshakeTooLarge), UnexpectedMessage, "RFC 8446 §4", "The handshake needs more bytes or records than allowed");
    internal static readonly TlsFault TruncatedStream = new(nameof(TruncatedStream), AlertDescription.CloseNotify, "RFC 8446 §6.1", "The transport ended without close_notify");
    internal static readonly TlsFault ClosedDuringHandshake = new(nameof(ClosedDuringHandshake), AlertDescription.CloseNotify, "RFC 8446 §6.1", "The peer closed the connection during the handshake");
    internal static readonly TlsFault HandshakeTimeout = new(nameof(HandshakeTimeout), UserCanceled, "RFC 8446 §6.1", "The handshake did not finish in time");

    // Handshake: order.
    internal static readonly TlsFault UnexpectedHandshakeMessage = new(nameof(UnexpectedHandshakeMessage), UnexpectedMessage, "RFC 8446 §4", "A handshake message that does not belong here");
    internal static readonly TlsFault RenegotiationRefused = new(nameof(RenegotiationRefused), NoRenegotiation, "RFC 5246 §7.2.2", "The peer asked for renegotiation, which Segno does not do");

    // Handshake: negotiation.
    internal static readonly TlsFault UnsupportedVersion = new(nameof(UnsupportedVersion), AlertDescription.ProtocolVersion, "RFC 8446 §4.2.1", "No protocol version in common");
    internal static readonly TlsFault IllegalLegacyVersion = new(nameof(IllegalLegacyVersion), AlertDescription.ProtocolVersion, "RFC 9846 §4.2.2", "legacy_version is not 0x0303 in a ServerHello of TLS 1.3");
    internal static readonly TlsFault IllegalSelectedVersion = new(nameof(IllegalSelectedVersion), IllegalParameter, "RFC 8446 §4.2.1", "supported_versions selects a version that was not offered or is before TLS 1.3");
    internal static readonly TlsFault DowngradeDetected = new(nameof(DowngradeDetected), IllegalParameter, "RFC 8446 §4.1.3", "The ServerHello's random says that the version was downgraded on the way");
    internal static readonly TlsFault InappropriateFallbackOffered = new(nameof(InappropriateFallbackOffered), InappropriateFallback, "RFC 7507 §3", "The client fell back to a version below the server's without need");
    internal static readonly TlsFault NoCommonCipherSuite = new(nameof(NoCommonCipherSuite), HandshakeFailure, "RFC 8446 §4.1.1", "No cipher suite in common");
    internal static readonly TlsFault NoCommonGroup = new(nameof(NoCommonGroup), HandshakeFailure, "RFC 8446 §4.1.1", "No key exchange group in common");
    internal static readonly TlsFault NoCommonSignatureScheme = new(nameof(NoCommonSignatureScheme), HandshakeFailure, "RFC 8446 §4.2.3", "No signature scheme in common with the certificates at hand");
    internal static readonly TlsFault UnknownServerName = new(nameof(UnknownServerName), UnrecognizedName, "RFC 6066 §3", "No host of that name is served here");
    internal static readonly TlsFault IllegalServerName = new(nameof(IllegalServerName), IllegalParameter, "RFC 6066 §3", "server_name is not a DNS host name");
    internal static readonly TlsFault NoCommonProtocol = new(nameof(NoCommonProtocol), NoApplicationProtocol, "RFC 7301 §3.2", "No application protocol in common");
    internal static readonly TlsFault IllegalProtocolChoice = new(nameof(IllegalProtocolChoice), IllegalParameter, "RFC 7301 §3.1", "The server chose an application protocol that was not offered");
    internal static readonly TlsFault MissingSupportedExtension = new(nameof(MissingSupportedExtension), MissingExtension, "RFC 8446 §9.2", "A mandatory extension is missing");
    internal static readonly TlsFault UnsolicitedExtension = new(nameof(UnsolicitedExtension), UnsupportedExtension, "RFC 8446 §4.2", "An extension in a response that was not offered");
    internal static readonly TlsFault ForbiddenExtension = new(nameof(ForbiddenExtension), IllegalParameter, "RFC 8446 §4.2", "An extension in a message where it may not be");
    internal static readonly TlsFault IllegalCipherSuite = new(nameof(IllegalCipherSuite), IllegalParameter, "RFC 8446 §4.1.3", "The server chose a cipher suite that was not offered or does not fit");
    internal static readonly TlsFault IllegalSessionIdEcho = new(nameof(IllegalSessionIdEcho), IllegalParameter, "RFC 8446 §4.1.3", "legacy_session_id_echo is not what the client sent");
    internal static readonly TlsFault IllegalKeyShare = new(nameof(IllegalKeyShare), IllegalParameter, "RFC 8446 §4.2.8", "A key share that is not valid for its group");
    internal static readonly TlsFault IllegalGroup = new(nameof(IllegalGroup), IllegalParameter, "RFC 8446 §4.2.8", "A group that was not offered or does not fit");
    internal static readonly TlsFault IllegalPointFormat = new(nameof(IllegalPointFormat), IllegalParameter, "RFC 8422 §5.1.2", "ec_point_formats without uncompressed points");
    internal static readonly TlsFault SecondHelloRetryRequest = new(nameof(SecondHelloRetryRequest), UnexpectedMessage, "RFC 8446 §4.1.4", "A second HelloRetryRequest");
    internal static readonly TlsFault PointlessHelloRetryRequest = new(nameof(PointlessHelloRetryRequest), IllegalParameter, "RFC 8446 §4.1.4", "A HelloRetryRequest that would change nothing");
    internal static readonly TlsFault CookieTooLong = new(nameof(CookieTooLong), IllegalParameter, "RFC 8446 §4.2.2", "A cookie that is longer than a ClientHello shall return");
    internal static readonly TlsFault InconsistentSecondHello = new(nameof(InconsistentSecondHello), IllegalParameter, "RFC 8446 §4.1.2", "The second ClientHello differs from the first where it may not");
    internal static readonly TlsFault InconsistentServerHello = new(nameof(InconsistentServerHello), IllegalParameter, "RFC 8446 §4.1.4", "ServerHello and HelloRetryRequest contradict each other");
    internal static readonly TlsFault IllegalRenegotiationInfo = new(nameof(IllegalRenegotiationInfo), HandshakeFailure, "RFC 5746 §3.4", "renegotiated_connection is not empty in an initial handshake");
    internal static readonly TlsFault MissingExtendedMasterSecret = new(nameof(MissingExtendedMasterSecret), HandshakeFailure, "RFC 7627 §5", "The peer does not use extended_master_secret, which is required here");

    // Handshake: authentication.
    internal static readonly TlsFault BadSignature = new(nameof(BadSignature), DecryptError, "RFC 8446 §4.4.3", "A handshake signature does not verify");
    internal static readonly TlsFault WrongSignatureScheme = new(nameof(WrongSignatureScheme), IllegalParameter, "RFC 8446 §4.4.3", "A signature scheme that was not offered or does not fit the key");
    internal static readonly TlsFault BadFinished = new(nameof(BadFinished), DecryptError, "RFC 8446 §4.4.4", "verify_data of Finished is wrong");
    internal static readonly TlsFault NoClientCertificate = new(nameof(NoClientCertificate), CertificateRequired, "RFC 8446 §4.4.2.4", "The client sent no certificate, and one is required");
    internal static readonly TlsFault NoClientCertificate12 = new(nameof(NoClientCertificate12), HandshakeFailure, "RFC 5246 §7.4.6", "The client sent no certificate, and one is required");
    internal static readonly TlsFault EmptyServerCertificate = new(nameof(EmptyServerCertificate), DecodeError, "RFC 8446 §4.4.2.4", "The server's Certificate holds no certificate");
    internal static readonly TlsFault IllegalCertificateContext = new(nameof(IllegalCertificateContext), IllegalParameter, "RFC 8446 §4.4.2", "certificate_request_context is not what it must be");
    internal static readonly TlsFault UnreadableCertificate = new(nameof(UnreadableCertificate), DecodeError, "RFC 8446 §4.4.2", "A certificate could not be read");
    internal static readonly TlsFault WrongCertificateType = new(nameof(WrongCertificateType), UnsupportedCertificate, "RFC 8446 §4.4.2", "The certificate's key does not fit what was negotiated");
    internal static readonly TlsFault WrongKeyUsage = new(nameof(WrongKeyUsage), UnsupportedCertificate, "RFC 8446 §4.4.2.2", "The certificate's key usage forbids how the key is used");
    internal static readonly TlsFault CertificateIsExpired = new(nameof(CertificateIsExpired), CertificateExpired, "RFC 8446 §6.2", "A certificate of the chain is out of its validity period");
    internal static readonly TlsFault CertificateIsRevoked = new(nameof(CertificateIsRevoked), CertificateRevoked, "RFC 8446 §6.2", "A certificate of the chain is revoked");
    internal static readonly TlsFault UntrustedRoot = new(nameof(UntrustedRoot), UnknownCa, "RFC 8446 §6.2", "The chain does not lead to a trusted root");
    internal static readonly TlsFault WrongHostName = new(nameof(WrongHostName), BadCertificate, "RFC 9525 §6", "The certificate is not for this host");
    internal static readonly TlsFault CertificateRefused = new(nameof(CertificateRefused), CertificateUnknown, "RFC 8446 §6.2", "The application refused the certificate");
    internal static readonly TlsFault OcspResponseRefused = new(nameof(OcspResponseRefused), BadCertificateStatusResponse, "RFC 6066 §8", "The application refused the stapled OCSP response, or that there is none");
    internal static readonly TlsFault CertificateInvalid = new(nameof(CertificateInvalid), BadCertificate, "RFC 8446 §6.2", "The certificate chain is not valid");
    internal static readonly TlsFault ValidationUnavailable = new(nameof(ValidationUnavailable), AlertDescription.InternalError, "RFC 8446 §6.2", "The certificate chain could not be checked in time");

    // Handshake: resumption. Everything else about a ticket that does not fit is a full handshake, never a fault.
    internal static readonly TlsFault BinderMismatch = new(nameof(BinderMismatch), DecryptError, "RFC 8446 §4.2.11", "The binder of the selected PSK does not verify");
    internal static readonly TlsFault MissingPskModes = new(nameof(MissingPskModes), MissingExtension, "RFC 8446 §4.2.9", "pre_shared_key without psk_key_exchange_modes");
    internal static readonly TlsFault PskDroppedAfterRetry = new(nameof(PskDroppedAfterRetry), IllegalParameter, "RFC 8446 §4.1.2", "The second ClientHello lacks the pre_shared_key that the server had selected");
    internal static readonly TlsFault EmsDropped = new(nameof(EmsDropped), HandshakeFailure, "RFC 7627 §5.3", "A session with extended_master_secret is offered, or resumed, without it");
    internal static readonly TlsFault EmsAdded = new(nameof(EmsAdded), HandshakeFailure, "RFC 7627 §5.3", "A session without extended_master_secret is resumed with it");
    internal static readonly TlsFault IllegalSelectedIdentity = new(nameof(IllegalSelectedIdentity), IllegalParameter, "RFC 8446 §4.2.11", "selected_identity is not one that was offered");
    internal static readonly TlsFault PskHashMismatch = new(nameof(PskHashMismatch), IllegalParameter, "RFC 8446 §4.2.11", "The cipher suite's hash is not the PSK's");
    internal static readonly TlsFault MissingKeyShare = new(nameof(MissingKeyShare), IllegalParameter, "RFC 8446 §4.2.9", "No key_share although the PSK mode demands one");
    internal static readonly TlsFault ResumedCipherSuiteChanged = new(nameof(ResumedCipherSuiteChanged), IllegalParameter, "RFC 5246 §7.4.1.3", "The server resumes a session under another cipher suite");
    internal static readonly TlsFault TooManyTickets = new(nameof(TooManyTickets), UnexpectedMessage, "RFC 8446 §4.6.1", "More NewSessionTickets than a connection may bring");
    internal static readonly TlsFault UnexpectedEarlyData = new(nameof(UnexpectedEarlyData), UnsupportedExtension, "RFC 8446 §4.2.10", "The server accepts early data that was not offered");

    // Ours.
    internal static readonly TlsFault ResumptionRequired = new(nameof(ResumptionRequired), HandshakeFailure, "MustResume", "The connection would not resume, and the application demands that it does");
    internal static readonly TlsFault RefusedByApplication = new(nameof(RefusedByApplication), HandshakeFailure, "application", "The application refused the connection");
    internal static readonly TlsFault InternalFailure = new(nameof(InternalFailure), AlertDescription.InternalError, "RFC 8446 §6.2", "The handshake failed on our side");

    /// <summary>The fault that stands for an alert of the peer's.</summary>
    internal static TlsFault FromPeer(AlertDescription alert) => new("AlertReceived", alert, "RFC 8446 §6.2", $"The peer refused the connection with the alert {alert}");
}
