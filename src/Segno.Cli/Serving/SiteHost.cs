using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Segno.AspNetCore;

namespace Segno.Cli.Serving;

/// <summary>Kestrel with Segno below and the site above.</summary>
internal static class SiteHost
{
    /// <summary>How long open requests are waited for at the end.</summary>
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(10);

    public static WebApplication Build(IPEndPoint listen, TlsServer server)
    {
        // The empty builder reads no configuration: neither the environment nor a file in this directory opens another port.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen, endpoint => Configure(endpoint, server));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_drain);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);
        // What Kestrel says when it cannot bind is said better by us.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        WebApplication application = builder.Build();
        application.Run(new Site(server).HandleAsync);
        return application;
    }

    /// <summary>Starts, and returns where it listens, with the port that the system chose if it was to choose.</summary>
    public static async Task<IPEndPoint> StartAsync(WebApplication application, IPEndPoint listen)
    {
        try
        {
            await application.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new CliException(ListenError(listen, e), ExitCodes.Failed, e);
        }
        string address = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new IPEndPoint(listen.Address, new Uri(address.Replace("//+:", "//localhost:", StringComparison.Ordinal)).Port);
    }

    private static void Configure(ListenOptions endpoint, TlsServer server)
    {
        endpoint.UseSegno(server);
        endpoint.Use(new HandshakeLedger().Middleware);
    }

    private static string ListenError(IPEndPoint listen, Exception e)
    {
        SocketError? socket = e is SocketException direct ? direct.SocketErrorCode : (e.GetBaseException() as SocketException)?.SocketErrorCode;
        return socket switch
        {
            SocketError.AddressAlreadyInUse =>
                $"{listen} is in use. Stop the program that listens there, or choose another port with --listen {new IPEndPoint(listen.Address, 0)} (any free one).",
            SocketError.AccessDenied => $"{listen} may not be listened on by this user; choose a port above 1023 with --listen.",
            SocketError.AddressNotAvailable => $"{listen.Address} is no address of this machine; choose one that is with --listen.",
            _ => $"{listen} cannot be listened on: {e.Message}",
        };
    }
}
