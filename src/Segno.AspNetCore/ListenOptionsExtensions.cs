using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Segno.AspNetCore;

/// <summary>Puts Segno on Kestrel's endpoints.</summary>
public static class ListenOptionsExtensions
{
    /// <summary>Serves TLS on this endpoint with <paramref name="server"/>, which several endpoints may share and whose owner disposes it.</summary>
    /// <remarks>HTTP/2 needs <c>h2</c> among <see cref="TlsHost.ApplicationProtocols"/>.</remarks>
    public static ListenOptions UseSegno(this ListenOptions listenOptions, TlsServer server)
    {
        ArgumentNullException.ThrowIfNull(listenOptions);
        ArgumentNullException.ThrowIfNull(server);
        ILoggerFactory loggers = listenOptions.ApplicationServices.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        ILogger logger = loggers.CreateLogger<SegnoConnectionMiddleware>();
        listenOptions.Use(next => new SegnoConnectionMiddleware(next, server, logger).OnConnectionAsync);
        return listenOptions;
    }

    /// <summary>Serves TLS on this endpoint with a server of its own, which is disposed when the application has stopped.</summary>
    /// <exception cref="ArgumentException">The options cannot work; the message says what to change.</exception>
    public static ListenOptions UseSegno(this ListenOptions listenOptions, TlsServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(listenOptions);
        ArgumentNullException.ThrowIfNull(options);
        TlsServer server = new(options);
        IHostApplicationLifetime? lifetime = listenOptions.ApplicationServices.GetService<IHostApplicationLifetime>();
        lifetime?.ApplicationStopped.Register(static state => _ = ((TlsServer)state!).DisposeAsync().AsTask(), server);
        return listenOptions.UseSegno(server);
    }
}
