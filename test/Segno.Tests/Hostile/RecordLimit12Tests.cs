using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>The lengths of TLS 1.2 records, sealed, on both sides of their limits and of the connection (RFC 5246 §6.2.1, §6.2.3).</summary>
public sealed class RecordLimit12Tests
{
    private const int MaxPlaintext = 16384;
    private const int MaxCiphertext = MaxPlaintext + 2048;

    public static TheoryData<bool> Sides => new(true, false);

    [Theory, MemberData(nameof(Sides)), Requirement("C022", "N108")]
    public async Task A_plaintext_has_at_most_16384_bytes(bool server)
    {
        (RawRecords records, TlsStream stream) = await ConnectAsync(server);
        await using TlsStream disposed = stream;
        records.Send(ContentType.ApplicationData, new byte[MaxPlaintext]);
        await stream.ReadExactlyAsync(new byte[MaxPlaintext].AsMemory(), TestContext.Current.CancellationToken);
        records.Send(ContentType.ApplicationData, new byte[MaxPlaintext + 1]);
        await Refusal.RequireAsync(records, stream, TlsFaults.PlaintextTooLong);
        Assert.Equal(AlertDescription.RecordOverflow, TlsFaults.PlaintextTooLong.Alert);
    }

    [Theory, MemberData(nameof(Sides)), Requirement("C022", "N108")]
    public async Task A_ciphertext_that_is_too_long_is_refused_by_its_header(bool server)
    {
        (RawRecords records, TlsStream stream) = await ConnectAsync(server);
        await using TlsStream disposed = stream;
        records.SendBytes([23, 3, 3, .. RawHello.U16(MaxCiphertext + 1)]);
        await Refusal.RequireAsync(records, stream, TlsFaults.RecordTooLong);
        Assert.Equal(AlertDescription.RecordOverflow, TlsFaults.RecordTooLong.Alert);
    }

    [Theory, MemberData(nameof(Sides)), Requirement("C022")]
    public async Task A_ciphertext_of_the_greatest_length_is_opened(bool server)
    {
        (RawRecords records, TlsStream stream) = await ConnectAsync(server);
        await using TlsStream disposed = stream;
        // Nobody sealed it: it came as far as the cipher.
        records.SendBytes([23, 3, 3, .. RawHello.U16(MaxCiphertext), .. new byte[MaxCiphertext]]);
        await Refusal.RequireAsync(records, stream, TlsFaults.BadRecord);
    }

    private static async Task<(RawRecords Records, TlsStream Stream)> ConnectAsync(bool server)
    {
        if (server)
        {
            // Neither is disposed: the connection has what it needs of them.
            ScriptedClient12 client = new(TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12)));
            return (client.Records, await client.ConnectAsync());
        }
        ScriptedServer12 scripted = new(TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock(), SslProtocols.Tls12)));
        TlsStream stream = await scripted.AcceptAsync();
        return (scripted.Records, stream);
    }
}
