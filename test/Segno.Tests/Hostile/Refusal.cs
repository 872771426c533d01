namespace Segno.Tests.Hostile;

/// <summary>What a refused peer must see: the alert on the wire, and the same in the exception of the side under test.</summary>
internal static class Refusal
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The handshake under test ends with this alert.</summary>
    public static async Task RequireAsync(RawRecords records, Task<TlsStream> handshake, AlertDescription alert)
    {
        Task ended = handshake.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => ended);
        Assert.Equal((alert, TlsFaultDirection.Sent), (refusal.Alert, refusal.Direction));
        Assert.Equal(alert, await records.ReceiveAlertAsync());
    }

    /// <summary>The handshake under test ends for this reason, and with its alert.</summary>
    public static async Task RequireAsync(RawRecords records, Task<TlsStream> handshake, TlsFault fault)
    {
        await RequireAsync(records, handshake, fault.Alert);
        TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => handshake);
        Assert.Equal(fault.Name, refusal.Fault.Name);
    }

    /// <summary>The next read of an established connection ends with this alert.</summary>
    public static async Task RequireAsync(RawRecords records, TlsStream stream, AlertDescription alert)
    {
        TlsException refusal = await Assert.ThrowsAsync<TlsException>(
            () => stream.ReadAsync(new byte[16].AsMemory(), TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken));
        Assert.Equal((alert, TlsFaultDirection.Sent), (refusal.Alert, refusal.Direction));
        Assert.Equal(alert, await records.ReceiveAlertAsync());
    }

    /// <summary>The next read of an established connection ends for this reason, and with its alert.</summary>
    public static async Task RequireAsync(RawRecords records, TlsStream stream, TlsFault fault)
    {
        await RequireAsync(records, stream, fault.Alert);
        TlsException again = await Assert.ThrowsAsync<TlsException>(() => stream.ReadAsync(new byte[1].AsMemory(), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(fault.Name, again.Fault.Name);
    }
}
