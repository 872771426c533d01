using Microsoft.AspNetCore.Http;

namespace Segno.AspNetCore;

/// <summary>What a request may ask of the TLS connection that it came by.</summary>
public static class HttpContextExtensions
{
    /// <summary>How the request's connection came about; null if Segno does not serve it.</summary>
    public static ResumptionInfo? GetResumption(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IResumptionFeature>()?.Info.Resumption;
    }
}
