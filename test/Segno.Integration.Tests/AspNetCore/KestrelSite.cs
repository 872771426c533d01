using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Segno.AspNetCore;

namespace Segno.Integration.Tests.AspNetCore;

/// <summary>Kestrel with Segno on a free port of 127.0.0.1, which counts the connections that it has.</summary>
internal sealed class KestrelSite : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _open;
    private int _seen;

    private KestrelSite(TlsServerOptions options, RequestDelegate handle)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Use(Count);
            endpoint.UseSegno(options);
        }));
        _application = builder.Build();
        _application.Run(handle);
    }

    public int Port { get; private set; }

    /// <summary>Connections for which something still runs.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that there were.</summary>
    public int Seen => Volatile.Read(ref _seen);

    public static async Task<KestrelSite> StartAsync(TlsServerOptions options, RequestDelegate handle)
    {
        KestrelSite site = new(options, handle);
        await site._application.StartAsync(TestContext.Current.CancellationToken);
        string address = site._application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        site.Port = new Uri(address).Port;
        return site;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private ConnectionDelegate Count(ConnectionDelegate next) => async context =>
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _seen);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };
}
