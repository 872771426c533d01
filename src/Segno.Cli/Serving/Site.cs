using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Segno.AspNetCore;

namespace Segno.Cli.Serving;

/// <summary>The embedded site: <c>/</c> for people, <c>/status.json</c> for scripts, <c>/again</c> to come back by a new connection.</summary>
internal sealed class Site(TlsServer server)
{
    public Task HandleAsync(HttpContext context)
    {
        // A cached answer would speak of another connection.
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return TextAsync(context, StatusCodes.Status405MethodNotAllowed, "Only GET is answered here.\n");
        }
        return context.Request.Path.Value switch
        {
            "/" => PageAsync(context),
            "/status.json" => StatusAsync(context),
            "/again" => AgainAsync(context),
            _ => TextAsync(context, StatusCodes.Status404NotFound, "There is / and /status.json.\n"),
        };
    }

    private Task PageAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = StatusPage.ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(StatusPage.Render(Read(context)), context.RequestAborted);
    }

    private Task StatusAsync(HttpContext context)
    {
        byte[] json = [.. JsonSerializer.SerializeToUtf8Bytes(Read(context), ServeJsonContext.Default.ConnectionStatus), (byte)'\n'];
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    /// <summary>Sends the browser back to <c>/</c> and ends the connection, over HTTP/2 with GOAWAY: it must connect anew.</summary>
    private static Task AgainAsync(HttpContext context)
    {
        context.Response.Headers.Location = "/";
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return TextAsync(context, StatusCodes.Status303SeeOther, "");
    }

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private ConnectionStatus Read(HttpContext context)
    {
        IFeatureCollection features = context.Features;
        ConnectionRecord? record = features.Get<ConnectionRecord>();
        return StatusReader.Read(
            features.GetRequiredFeature<IResumptionFeature>().Info,
            record,
            record?.CountRequest() ?? 1,
            features.Get<ITlsConnectionFeature>()?.ClientCertificate?.Subject,
            server.Statistics);
    }
}
