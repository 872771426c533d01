using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Segno.AspNetCore;

namespace Segno.Cli.Serving;

/// <summary>Connection middleware above Segno's: remembers the newest full handshake of each version, to say what a resumed one saved.</summary>
internal sealed class HandshakeLedger
{
    private ConnectionInfo? _full12;
    private ConnectionInfo? _full13;

    public ConnectionDelegate Middleware(ConnectionDelegate next) => context =>
    {
        if (context.Features.Get<IResumptionFeature>() is { } feature)
            context.Features.Set(Enter(feature.Info));
        return next(context);
    };

    public ConnectionRecord Enter(ConnectionInfo info)
    {
        ref ConnectionInfo? full = ref info.Protocol == SslProtocols.Tls13 ? ref _full13 : ref _full12;
        if (info.Resumption.IsResumed)
            return new ConnectionRecord(full is { } reference ? Saving.Between(reference, info) : null);
        full = info;
        return new ConnectionRecord(saving: null);
    }
}
