using System.Security.Cryptography;
using Segno.Fuzz.Harness;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>
/// A peer at message level, of either side. It keeps its transcript over what it really sends, edits included, and so its Finished, its
/// signatures and its binders are right whatever was changed before them: the change is all that the engine can object to.
/// </summary>
internal abstract class Flight(EngineLink link, List<Edit> edits)
{
    private readonly List<byte> _handshake = [];
    private readonly List<byte> _transcript = [];
    private byte[] _received = [];
    private byte _step;

    public EngineLink Link => link;

    /// <summary>Plays the script to its end, or as far as the engine lets it.</summary>
    public abstract void Run();

    /// <summary>Where the script ended before its end: the engine is through with the connection, or answers in a way that it cannot follow.</summary>
    protected bool IsLost { get; set; }

    protected RawCipher? WriteCipher { get; set; }

    protected RawCipher? ReadCipher { get; set; }

    protected X25519Share Share { get; } = new();

    protected byte[] Transcript => [.. _transcript];

    /// <summary>RFC 8446 §4.4.1: a hash stands for the ClientHello before a HelloRetryRequest, which came last.</summary>
    protected void HashBefore(byte[] retry)
    {
        byte[] hash = RawCrypto.MessageHash(Transcript[..^retry.Length]);
        _transcript.Clear();
        _transcript.AddRange(hash);
        _transcript.AddRange(retry);
    }

    /// <summary>The same where the request is about to be sent.</summary>
    protected void HashAll() => HashBefore([]);

    /// <summary>The edits of the step that comes next.</summary>
    protected IEnumerable<Edit> EditsOfHello => edits.Where(edit => edit.Step == _step && edit.IsOfHello);

    protected void Send(HandshakeType type, params ReadOnlySpan<byte> body) => Send(RawHello.Message(type, body));

    /// <summary>Sends a message as its edits make it.</summary>
    protected void Send(byte[] message)
    {
        byte step = _step++;
        if (IsLost)
            return;
        MessageEdits edited = MessageEdits.Apply(message, edits.Where(edit => edit.Step == step && !edit.IsOfHello));
        SendBefore(edited);
        for (int i = 0; i < edited.Copies && edited.Message is { } whole; i++)
        {
            if (edited.RecordType == ContentType.Handshake)
                _transcript.AddRange(whole);
            foreach (byte[] fragment in whole.Chunk(edited.FragmentLength))
                SendRecord(edited.RecordType, fragment, edited.Padding);
        }
        IsLost |= link.IsOver;
    }

    /// <summary>Sends a record that is no handshake message; its edits concern what goes before it, and whether it goes.</summary>
    protected void SendOther(ContentType type, byte[] content, bool clear = false)
    {
        byte step = _step++;
        if (IsLost)
            return;
        MessageEdits edited = MessageEdits.Apply([.. "\0\0\0\0"u8, .. content], edits.Where(edit => edit.Step == step && !edit.IsOfHello));
        SendBefore(edited);
        for (int i = 0; i < edited.Copies && edited.Message is { } whole; i++)
        {
            byte[] changed = whole.Length >= 4 ? whole[4..] : whole;
            if (clear)
                link.Feed([(byte)type, 3, 3, .. RawHello.U16(changed.Length), .. changed]);
            else
                SendRecord(type, changed, edited.Padding);
        }
        IsLost |= link.IsOver;
    }

    /// <summary>The next message of the engine, which joins the transcript; null, and lost: there is none, or something else came.</summary>
    protected byte[]? Receive()
    {
        while (!IsLost)
        {
            if (_handshake.Count >= 4)
            {
                int length = 4 + (_handshake[1] << 16) + (_handshake[2] << 8) + _handshake[3];
                if (_handshake.Count >= length)
                {
                    byte[] message = [.. _handshake.Take(length)];
                    _handshake.RemoveRange(0, length);
                    _transcript.AddRange(message);
                    return message;
                }
            }
            (ContentType type, byte[] content) = ReceiveRecord();
            switch (type)
            {
                case ContentType.Handshake:
                    _handshake.AddRange(content);
                    break;
                case ContentType.ChangeCipherSpec:
                    break;
                default:
                    IsLost = true;
                    break;
            }
        }
        return null;
    }

    /// <summary>A message of a type; anything else ends the script.</summary>
    protected byte[]? Receive(HandshakeType type)
    {
        byte[]? message = Receive();
        if (message is not null && message[0] == (byte)type)
            return message;
        IsLost = true;
        return null;
    }

    /// <summary>Whether a handshake message comes next, rather than a change_cipher_spec.</summary>
    protected bool HasPlainMessage
    {
        get
        {
            _received = [.. _received, .. link.TakeOutput()];
            return _handshake.Count > 0 || (_received.Length > 0 && _received[0] == (byte)ContentType.Handshake);
        }
    }

    /// <summary>TLS 1.2: the change_cipher_spec after which records are sealed.</summary>
    protected void ReceiveChangeCipherSpec(RawCipher next)
    {
        IsLost |= IsLost || ReceiveRecord().Type != ContentType.ChangeCipherSpec;
        ReadCipher = next;
    }

    /// <summary>What a client and a server do when the handshake is done.</summary>
    protected void SendEpilogue(bool is13)
    {
        SendOther(ContentType.ApplicationData, [0x2a]);
        if (is13)
            Send(HandshakeType.KeyUpdate, 0);
        if (is13 && !IsLost)
            RekeyAfterUpdate();
        SendOther(ContentType.ApplicationData, [0x2b]);
        SendOther(ContentType.Alert, [1, 0]);
    }

    /// <summary>TLS 1.3: new keys follow a KeyUpdate.</summary>
    protected virtual void RekeyAfterUpdate()
    {
    }

    private void SendBefore(MessageEdits edited)
    {
        foreach ((ContentType type, byte[] content, bool clear) in edited.Before)
        {
            if (clear || WriteCipher is null)
                link.Feed([(byte)type, 3, 3, .. RawHello.U16(content.Length), .. content]);
            else
                link.Feed(WriteCipher.Seal(type, content));
            if (type == ContentType.Handshake && !(clear && WriteCipher is not null))
                _transcript.AddRange(content);
        }
    }

    private void SendRecord(ContentType type, byte[] content, int padding)
    {
        if (WriteCipher is null)
            link.Feed([(byte)type, 3, 3, .. RawHello.U16(content.Length), .. content]);
        else
            link.Feed(WriteCipher.Seal(type, content, padding));
    }

    private (ContentType Type, byte[] Content) ReceiveRecord()
    {
        _received = [.. _received, .. link.TakeOutput()];
        if (_received.Length < 5)
        {
            IsLost = true;
            return default;
        }
        byte[] header = _received[..5];
        int end = 5 + (header[3] << 8) + header[4];
        byte[] body = _received[5..end];
        _received = _received[end..];
        ContentType type = (ContentType)header[0];
        bool clear = ReadCipher is null || type == ContentType.ChangeCipherSpec || (type == ContentType.Alert && body.Length == 2);
        if (clear)
            return (type, body);
        try
        {
            return ReadCipher!.Open(header, body);
        }
        catch (CryptographicException)
        {
            // The edits made two transcripts of one, or a suite that is not this script's.
            IsLost = true;
            return default;
        }
    }
}
