using Segno.Crypto;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>What a server remembers between its HelloRetryRequest and the second ClientHello.</summary>
/// <param name="FirstHello">The first ClientHello, over a copy of its own.</param>
/// <param name="Suite">The suite that the HelloRetryRequest named.</param>
/// <param name="Group">The group that it asked a share for.</param>
/// <param name="HadPsk">Whether a PSK had been selected, which the second hello must then still offer.</param>
internal sealed record RetryState(ClientHello FirstHello, CipherSuite Suite, NamedGroup Group, bool HadPsk);
