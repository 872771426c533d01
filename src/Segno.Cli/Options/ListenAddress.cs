using System.Net;

namespace Segno.Cli.Options;

/// <summary>Where <c>serve</c> listens: <c>127.0.0.1:8443</c>, <c>[::1]:8443</c>, <c>localhost:8443</c>, or a port alone, on loopback.</summary>
internal static class ListenAddress
{
    public static readonly IPEndPoint Default = new(IPAddress.Loopback, 8443);

    /// <exception cref="FormatException">It is no address with a port. Names are not looked up.</exception>
    public static IPEndPoint Parse(string text)
    {
        if (ushort.TryParse(text, out ushort portAlone))
            return new IPEndPoint(IPAddress.Loopback, portAlone);
        HostPort where = HostPort.Parse(text, minimumPort: 0);
        if (where.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return new IPEndPoint(IPAddress.Loopback, where.Port);
        return IPAddress.TryParse(where.Host, out IPAddress? address)
            ? new IPEndPoint(address, where.Port)
            : throw new FormatException($"'{where.Host}' is no IP address; write one, such as 127.0.0.1:{where.Port}, or 0.0.0.0:{where.Port} for every interface.");
    }
}
