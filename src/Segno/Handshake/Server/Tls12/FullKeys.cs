using Segno.Crypto;

namespace Segno.Handshake.Server.Tls12;

/// <summary>What a full TLS 1.2 handshake has derived and not yet installed. The handshake owns all three until they are.</summary>
internal sealed record FullKeys(SecretBuffer MasterSecret, TrafficKeys ClientWrite, TrafficKeys ServerWrite);
