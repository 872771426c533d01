using Segno.Record;

namespace Segno.Transport;

/// <summary>What a peer may make us do for nothing: each count ends the connection at its limit.</summary>
internal sealed class PeerBudget(int maxHandshakeBytes)
{
    private int _emptyRecords;
    private int _warnings;
    private int _keyUpdates;
    private int _changeCipherSpecs;
    private int _handshakeRecords;

    /// <summary>Bytes of records that the handshake received.</summary>
    public long HandshakeBytes { get; private set; }

    /// <summary>A record of the handshake.</summary>
    public void SpendHandshake(int bytes)
    {
        HandshakeBytes += bytes;
        if (HandshakeBytes > maxHandshakeBytes || ++_handshakeRecords > RecordLimits.MaxHandshakeRecords)
            throw new TlsException(TlsFaults.HandshakeTooLarge);
    }

    /// <summary>Application data; without content it counts, with content it clears the counts.</summary>
    public void SpendData(int length)
    {
        if (length == 0)
        {
            if (++_emptyRecords > RecordLimits.MaxEmptyRecords)
                throw new TlsException(TlsFaults.TooManyEmptyRecords);
            return;
        }
        _emptyRecords = 0;
        _keyUpdates = 0;
    }

    public void SpendKeyUpdate()
    {
        if (++_keyUpdates > RecordLimits.MaxKeyUpdates)
            throw new TlsException(TlsFaults.TooManyKeyUpdates);
    }

    public void SpendChangeCipherSpec()
    {
        if (++_changeCipherSpecs > RecordLimits.MaxChangeCipherSpecs)
            throw new TlsException(TlsFaults.TooManyEmptyRecords, "change_cipher_spec");
    }

    public void SpendWarning()
    {
        if (++_warnings > RecordLimits.MaxWarnings)
            throw new TlsException(TlsFaults.TooManyWarnings);
    }

    /// <summary>A record that is no alert came.</summary>
    public void EndWarnings() => _warnings = 0;
}
