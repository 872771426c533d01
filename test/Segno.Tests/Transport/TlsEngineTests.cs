using Segno.Handshake;
using Segno.Record;
using Segno.Transport;
using Segno.Wire;

namespace Segno.Tests.Transport;

public sealed class TlsEngineTests
{
    private static readonly byte[] s_finished = Forge.Message(HandshakeType.Finished, 0);

    [Fact, Requirement("N120")]
    public void A_hello_in_records_of_one_byte_arrives_whole()
    {
        EngineRig rig = new();
        byte[] hello = Forge.Message(HandshakeType.ClientHello, 500, fill: 3);
        foreach (byte b in hello)
            rig.Receive(Forge.Plain(ContentType.Handshake, [b]));
        Assert.Equal(EngineStep.HandshakeDone, rig.Step());
        Assert.Equal([hello], rig.Start.Received);
        Assert.Equal((long)hello.Length * 6, rig.Engine.HandshakeBytes.Received);
    }

    [Fact, Requirement("N120")]
    public void A_handshake_of_too_many_records_is_given_up()
    {
        EngineRig rig = new();
        byte[] hello = Forge.Message(HandshakeType.ClientHello, 5000);
        for (int i = 0; i < RecordLimits.MaxHandshakeRecords; i++)
            rig.Receive(Forge.Plain(ContentType.Handshake, [hello[i]]));
        Assert.Equal(EngineStep.NeedsInput, rig.Step());
        Assert.Equal("HandshakeTooLarge", rig.Refuse(Forge.Plain(ContentType.Handshake, [0])).Fault.Name);
    }

    [Fact]
    public void A_handshake_of_too_many_bytes_is_given_up()
    {
        EngineOptions options = new() { MaxCertificateBytes = 1000 };
        EngineRig rig = new(options: options, messagesBefore: int.MaxValue);
        byte[] record = Forge.Plain(ContentType.Handshake, Forge.Message(HandshakeType.ClientHello, 16380));
        int whole = options.MaxHandshakeBytes / record.Length;
        for (int i = 0; i < whole; i++)
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(record));
        Assert.Equal("HandshakeTooLarge", rig.Refuse(record).Fault.Name);
    }

    [Fact, Requirement("C204")]
    public void A_message_that_does_not_end_its_record_cannot_change_keys()
    {
        EngineRig rig = new();
        TlsException e = rig.Refuse(Forge.Plain(ContentType.Handshake, [.. s_finished, .. s_finished]));
        Assert.Equal("ExcessHandshakeData", e.Fault.Name);
        Assert.Equal(1, rig.Start.FatalAlerts);
    }

    [Theory]
    [InlineData(ProtocolVersion.Tls12)]
    [InlineData(ProtocolVersion.Tls13)]
    internal void Application_data_goes_both_ways(ProtocolVersion version)
    {
        EngineRig rig = EngineRig.Established(version);
        Assert.Equal(EngineStep.ApplicationData, rig.Feed(rig.Peer.Seal(ContentType.ApplicationData, [1, 2, 3])));
        Assert.Equal(2, rig.Engine.Read(new byte[2]));
        Assert.Equal(EngineStep.ApplicationData, rig.Step());
        Assert.Equal([3], rig.ReadAll());
        Assert.Equal(EngineStep.NeedsInput, rig.Step());
        Assert.False(rig.Engine.Input.IsRented);

        rig.Engine.Protect([4, 5]);
        byte[] wire = rig.TakeOutput();
        (ContentType type, byte[] content) = rig.Opener.Open(ref wire);
        Assert.Equal(ContentType.ApplicationData, type);
        Assert.Equal([4, 5], content);
        Assert.Empty(wire);
    }

    [Fact, Requirement("N119")]
    public void Application_data_before_the_handshake_is_done_is_unexpected()
    {
        EngineRig rig = new();
        Assert.Equal("UnexpectedApplicationData", rig.Refuse(Forge.Plain(ContentType.ApplicationData, [1])).Fault.Name);
        Assert.Equal(new Alert(AlertLevel.Fatal, AlertDescription.UnexpectedMessage), rig.TakeAlert(isProtected: false));
    }

    [Fact, Requirement("N118")]
    public void Application_data_between_two_parts_of_a_message_is_refused()
    {
        EngineRig rig = EngineRig.Established();
        TlsException e = rig.Refuse(
            rig.Peer.Seal(ContentType.Handshake, [24, 0]), rig.Peer.Seal(ContentType.ApplicationData, [1]));
        Assert.Equal("InterleavedHandshake", e.Fault.Name);
    }

    [Theory, Requirement("N118")]
    [InlineData(ProtocolVersion.Tls12)]
    [InlineData(ProtocolVersion.Tls13)]
    internal void A_warning_between_two_parts_of_a_message_is_refused(ProtocolVersion version)
    {
        EngineRig rig = EngineRig.Established(version);
        TlsException e = rig.Refuse(
            rig.Peer.Seal(ContentType.Handshake, [24, 0]), rig.Peer.Seal(ContentType.Alert, [1, 90]), rig.Peer.Seal(ContentType.Handshake, [0, 1, 0]));
        Assert.Equal("InterleavedHandshake", e.Fault.Name);
    }

    [Theory, Requirement("N118")]
    [InlineData(2, 40, "AlertReceived")]
    [InlineData(1, 0, null)]
    public void An_alert_that_ends_the_connection_may_come_within_a_message(byte level, byte description, string? fault)
    {
        EngineRig rig = EngineRig.Established();
        byte[][] records = [rig.Peer.Seal(ContentType.Handshake, [24, 0]), rig.Peer.Seal(ContentType.Alert, [level, description])];
        if (fault is null)
            Assert.Equal(EngineStep.Closed, rig.Feed(records));
        else
            Assert.Equal(fault, rig.Refuse(records).Fault.Name);
    }

    [Fact, Requirement("N111")]
    public void Thirty_two_empty_records_in_a_row_pass_and_one_more_does_not()
    {
        EngineRig rig = EngineRig.Established();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 32; i++)
                Assert.Equal(EngineStep.NeedsInput, rig.Feed(rig.Peer.Seal(ContentType.ApplicationData, [])));
            if (round == 0)
            {
                Assert.Equal(EngineStep.ApplicationData, rig.Feed(rig.Peer.Seal(ContentType.ApplicationData, [1])));
                rig.ReadAll();
            }
        }
        Assert.Equal("TooManyEmptyRecords", rig.Refuse(rig.Peer.Seal(ContentType.ApplicationData, [])).Fault.Name);
    }

    [Theory, Requirement("N110")]
    [InlineData(22)]
    [InlineData(21)]
    public void An_empty_handshake_or_alert_record_is_unexpected(byte type)
    {
        EngineRig rig = EngineRig.Established();
        TlsException e = rig.Refuse(rig.Peer.Seal((ContentType)type, []));
        Assert.Equal("EmptyFragment", e.Fault.Name);
        Assert.Equal(new Alert(AlertLevel.Fatal, AlertDescription.UnexpectedMessage), rig.TakeAlert());
    }

    [Theory, Requirement("N112")]
    [InlineData(new byte[] { 2 }, "MalformedAlert")]
    [InlineData(new byte[] { 1, 0, 0 }, "MalformedAlert")]
    [InlineData(new byte[] { 1, 0, 1, 0 }, "MalformedAlert")]
    [InlineData(new byte[] { 3, 0 }, "UnknownAlertLevel")]
    public void A_malformed_alert_is_refused(byte[] alert, string fault)
    {
        EngineRig rig = EngineRig.Established();
        Assert.Equal(fault, rig.Refuse(rig.Peer.Seal(ContentType.Alert, alert)).Fault.Name);
    }

    [Fact]
    public void Tls13_knows_no_warnings_but_those_of_closing()
    {
        EngineRig rig = EngineRig.Established(ProtocolVersion.Tls13);
        TlsException e = rig.Refuse(rig.Peer.Seal(ContentType.Alert, [1, 40]));
        Assert.Equal("UnexpectedAlert", e.Fault.Name);
        Assert.Contains("HandshakeFailure", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, rig.Connected.FatalAlerts);
    }

    [Theory]
    [InlineData(ProtocolVersion.Tls12, 2)]
    [InlineData(ProtocolVersion.Tls13, 2)]
    internal void A_fatal_alert_of_the_peers_ends_the_connection_and_its_session(ProtocolVersion version, byte level)
    {
        EngineRig rig = EngineRig.Established(version);
        TlsException e = rig.Refuse(rig.Peer.Seal(ContentType.Alert, [level, 40]));
        Assert.Equal(AlertDescription.HandshakeFailure, e.Alert);
        Assert.Equal(TlsFaultDirection.Received, e.Direction);
        Assert.Equal(1, rig.Connected.FatalAlerts);
        Assert.True(rig.Connected.IsDisposed);
        Assert.Empty(rig.TakeOutput());
        Assert.Equal(e.Fault, Assert.Throws<TlsException>(() => rig.Step()).Fault);
        Assert.Equal(e.Fault, Assert.Throws<TlsException>(() => rig.Engine.Protect([1])).Fault);
        Assert.Equal(1, rig.Connected.FatalAlerts);
    }

    [Theory, Requirement("N113")]
    [InlineData(ProtocolVersion.Tls12, 100)]
    [InlineData(ProtocolVersion.Tls13, 90)]
    internal void Four_warnings_in_a_row_pass_and_a_fifth_does_not(ProtocolVersion version, byte description)
    {
        EngineRig rig = EngineRig.Established(version);
        for (int i = 0; i < 4; i++)
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(rig.Peer.Seal(ContentType.Alert, [1, description])));
        Assert.Equal(EngineStep.ApplicationData, rig.Feed(rig.Peer.Seal(ContentType.ApplicationData, [1])));
        rig.ReadAll();
        for (int i = 0; i < 4; i++)
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(rig.Peer.Seal(ContentType.Alert, [1, description])));
        Assert.Equal("TooManyWarnings", rig.Refuse(rig.Peer.Seal(ContentType.Alert, [1, description])).Fault.Name);
    }

    [Fact]
    public void Close_notify_is_the_end_of_data_and_what_follows_is_not_looked_at()
    {
        EngineRig rig = EngineRig.Established();
        Assert.Equal(EngineStep.Closed, rig.Feed(rig.Peer.Seal(ContentType.Alert, [1, 0]), [99, 99, 99, 99, 99, 99]));
        Assert.Equal(EngineStep.Closed, rig.Step());
        rig.Engine.Protect([1]);
        Assert.Equal(0, rig.Connected.FatalAlerts);
    }

    [Fact]
    public void Close_notify_in_the_handshake_is_its_end()
    {
        EngineRig rig = new();
        TlsException e = rig.Refuse(Forge.Plain(ContentType.Alert, [1, 0]));
        Assert.Equal("ClosedDuringHandshake", e.Fault.Name);
        Assert.Equal(TlsFaultDirection.Received, e.Direction);
        Assert.Equal(1, rig.Start.FatalAlerts);
        Assert.Empty(rig.TakeOutput());
    }

    [Fact]
    public void An_alert_in_clear_is_not_taken_from_an_established_connection()
    {
        EngineRig rig = EngineRig.Established();
        Assert.Equal("OuterTypeNotApplicationData", rig.Refuse(Forge.Plain(ContentType.Alert, [2, 40])).Fault.Name);
    }

    [Fact]
    public void An_alert_in_clear_of_a_peer_without_keys_is_taken_in_the_handshake()
    {
        EngineRig rig = new(messagesBefore: 1);
        rig.Output.SetVersion(ProtocolVersion.Tls13);
        rig.Output.InstallReadKeys(FakeKeys.Make(rig.Suite, 1), RecordBoundary.Proven());
        TlsException e = rig.Refuse(Forge.Plain(ContentType.Alert, [2, 42]));
        Assert.Equal(AlertDescription.BadCertificate, e.Alert);
        Assert.Equal(TlsFaultDirection.Received, e.Direction);
    }

    [Fact, Requirement("N114")]
    public void Thirty_two_change_cipher_specs_are_dropped_and_one_more_is_not()
    {
        EngineRig rig = new();
        rig.Output.SetVersion(ProtocolVersion.Tls13);
        for (int i = 0; i < 32; i++)
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(Forge.Plain(ContentType.ChangeCipherSpec, [1])));
        Assert.Equal(32, rig.Start.ChangeCipherSpecs);
        Assert.Equal("TooManyEmptyRecords", rig.Refuse(Forge.Plain(ContentType.ChangeCipherSpec, [1])).Fault.Name);
    }

    [Theory, Requirement("N115")]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 1, 1 })]
    [InlineData(new byte[] { })]
    public void A_change_cipher_spec_of_another_form_is_refused(byte[] content)
    {
        EngineRig rig = new();
        Assert.Equal("BadChangeCipherSpec", rig.Refuse(Forge.Plain(ContentType.ChangeCipherSpec, content)).Fault.Name);
    }

    [Fact, Requirement("C205")]
    public void After_the_handshake_or_protected_a_change_cipher_spec_is_refused()
    {
        Assert.Equal("BadChangeCipherSpec", EngineRig.Established().Refuse(Forge.Plain(ContentType.ChangeCipherSpec, [1])).Fault.Name);
        EngineRig rig = EngineRig.Established();
        Assert.Equal("BadChangeCipherSpec", rig.Refuse(rig.Peer.Seal(ContentType.ChangeCipherSpec, [1])).Fault.Name);
        EngineRig old = EngineRig.Established(ProtocolVersion.Tls12);
        Assert.Equal("BadChangeCipherSpec", old.Refuse(old.Peer.Seal(ContentType.ChangeCipherSpec, [1])).Fault.Name);
    }

    [Fact]
    public void In_tls12_a_change_cipher_spec_inside_a_message_is_refused()
    {
        EngineRig rig = new(ProtocolVersion.Tls12);
        rig.Output.SetVersion(ProtocolVersion.Tls12);
        TlsException e = rig.Refuse(Forge.Plain(ContentType.Handshake, s_finished.AsSpan(0, 2)), Forge.Plain(ContentType.ChangeCipherSpec, [1]));
        Assert.Equal("InterleavedHandshake", e.Fault.Name);
    }

    [Fact, Requirement("N80")]
    public void Thirty_two_key_updates_without_data_pass_and_one_more_does_not()
    {
        EngineRig rig = EngineRig.Established();
        int epoch = 0;
        void Update()
        {
            byte[] record = rig.Peer.Seal(ContentType.Handshake, Forge.Message(HandshakeType.KeyUpdate, 1));
            rig.Peer.Rekey(FakeKeys.Make(rig.Suite, (byte)(1 + (16 * (++epoch % 8)))));
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(record));
        }
        for (int i = 0; i < 32; i++)
            Update();
        Assert.Equal(EngineStep.ApplicationData, rig.Feed(rig.Peer.Seal(ContentType.ApplicationData, [1])));
        rig.ReadAll();
        for (int i = 0; i < 32; i++)
            Update();
        Assert.Equal("TooManyKeyUpdates", rig.Refuse(rig.Peer.Seal(ContentType.Handshake, Forge.Message(HandshakeType.KeyUpdate, 1))).Fault.Name);
    }

    [Fact, Requirement("N80")]
    public void Key_updates_that_we_asked_for_are_not_counted()
    {
        EngineRig rig = EngineRig.Established();
        int epoch = 0;
        byte[] Update()
        {
            byte[] record = rig.Peer.Seal(ContentType.Handshake, Forge.Message(HandshakeType.KeyUpdate, 1));
            rig.Peer.Rekey(FakeKeys.Make(rig.Suite, (byte)(1 + (16 * (++epoch % 8)))));
            return record;
        }
        for (int i = 0; i < 40; i++)
        {
            rig.Engine.UpdateKeys(requestPeerUpdate: true);
            rig.TakeOutput();
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(Update()));
        }
        for (int i = 0; i < 32; i++)
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(Update()));
        Assert.Equal("TooManyKeyUpdates", rig.Refuse(Update()).Fault.Name);
    }

    [Fact, Requirement("C189", "N81")]
    public void Many_requests_for_a_key_update_are_answered_once_before_the_next_data()
    {
        EngineRig rig = EngineRig.Established();
        for (int i = 1; i <= 20; i++)
        {
            byte[] record = rig.Peer.Seal(ContentType.Handshake, Forge.Message(HandshakeType.KeyUpdate, 1, fill: 1));
            rig.Peer.Rekey(FakeKeys.Make(rig.Suite, (byte)(1 + (16 * (i % 8)))));
            Assert.Equal(EngineStep.NeedsInput, rig.Feed(record));
        }
        Assert.False(rig.Engine.HasOutput);
        Assert.Equal(0, rig.Connected.KeyUpdatesSent);
        rig.Engine.Protect([7]);
        Assert.Equal(1, rig.Connected.KeyUpdatesSent);
        byte[] wire = rig.TakeOutput();
        Assert.Equal([24, 0, 0, 1, 0], rig.Opener.Open(ref wire).Content);
        rig.Opener.Rekey(FakeKeys.Make(rig.Suite, 2 + 16));
        Assert.Equal([7], rig.Opener.Open(ref wire).Content);
        Assert.Empty(wire);
        Assert.False(rig.Engine.HasOutput);
    }

    [Fact, Requirement("C208")]
    public void Keys_are_updated_before_their_limit()
    {
        CipherSuiteLimit(out ulong limit);
        EngineRig rig = EngineRig.Established(writeSequence: limit - 9);
        rig.Engine.Protect([1]);
        Assert.Equal(0, rig.Connected.KeyUpdatesSent);
        rig.Engine.Protect([2]);
        Assert.Equal(1, rig.Connected.KeyUpdatesSent);
        byte[] wire = rig.TakeOutput();
        Assert.Equal([1], rig.Opener.Open(ref wire).Content);
        Assert.Equal([24, 0, 0, 1, 0], rig.Opener.Open(ref wire).Content);
        rig.Opener.Rekey(FakeKeys.Make(rig.Suite, 2 + 16));
        Assert.Equal([2], rig.Opener.Open(ref wire).Content);
    }

    [Fact, Requirement("C208")]
    public async Task In_tls12_a_key_at_its_limit_ends_the_connection_with_an_alert()
    {
        CipherSuiteLimit(out ulong limit);
        EngineRig rig = EngineRig.Established(ProtocolVersion.Tls12, writeSequence: limit - 8);
        TlsException e = Assert.Throws<TlsException>(() => rig.Engine.Protect([1]));
        Assert.Equal("KeyExhausted", e.Fault.Name);
        rig.Engine.Fail(e);
        Assert.Equal(new Alert(AlertLevel.Fatal, AlertDescription.InternalError), rig.TakeAlert());
        Assert.Equal(1, rig.Connected.FatalAlerts);
    }

    [Fact]
    public void A_flight_shares_records_until_the_keys_change()
    {
        EngineRig rig = new();
        rig.Output.SendEncoded(Forge.Message(HandshakeType.ServerHello, 10));
        rig.Output.SendEncoded(Forge.Message(HandshakeType.Certificate, 20));
        rig.Output.SendChangeCipherSpec();
        rig.Output.InstallWriteKeys(FakeKeys.Make(rig.Suite, 2));
        rig.Output.SendEncoded(Forge.Message(HandshakeType.EncryptedExtensions, 2));
        rig.Output.SendEncoded(Forge.Message(HandshakeType.Finished, 32));
        byte[] wire = rig.TakeOutput();
        Assert.Equal(14 + 24, Forge.TakePlain(ref wire).Body.Length);
        Assert.Equal([1], Forge.TakePlain(ref wire).Body);
        Assert.Equal(6 + 36, rig.Opener.Open(ref wire).Content.Length);
        Assert.Empty(wire);
    }

    [Fact]
    public void What_a_state_throws_of_its_own_is_our_internal_error()
    {
        TlsEngine engine = new(TlsRole.Server, new EngineOptions());
        FakeStart start = new(engine, FakeKeys.Suite(ProtocolVersion.Tls13), 1, 2) { Service = _ => throw new TimeoutException("a secret") };
        engine.Start(start);
        byte[] record = Forge.Plain(ContentType.Handshake, s_finished);
        record.CopyTo(engine.Input.Room(record.Length, 4096));
        engine.Input.Commit(record.Length);
        TlsException e = Assert.Throws<TlsException>(() => engine.StepAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        Assert.Equal("InternalFailure", e.Fault.Name);
        Assert.IsType<TimeoutException>(e.InnerException);
        Assert.Contains(nameof(TimeoutException), e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Equal([21, 3, 3, 0, 2, 2, 80], engine.TakeOutput().ToArray());
        Assert.Equal(1, start.FatalAlerts);
    }

    [Fact]
    public async Task A_second_step_while_one_waits_is_refused()
    {
        TaskCompletionSource service = new();
        TlsEngine engine = new(TlsRole.Server, new EngineOptions());
        engine.Start(new FakeStart(engine, FakeKeys.Suite(ProtocolVersion.Tls13), 1, 2) { Service = _ => new ValueTask(service.Task) });
        byte[] record = Forge.Plain(ContentType.Handshake, s_finished);
        record.CopyTo(engine.Input.Room(record.Length, 4096));
        engine.Input.Commit(record.Length);
        Task<EngineStep> first = engine.StepAsync(TestContext.Current.CancellationToken).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await engine.StepAsync(TestContext.Current.CancellationToken));
        service.SetResult();
        Assert.Equal(EngineStep.HandshakeDone, await first);
    }

    private static void CipherSuiteLimit(out ulong limit) => limit = FakeKeys.Suite(ProtocolVersion.Tls13).MaxRecords;
}
