namespace Segno.Fuzz.Flights;

/// <summary>What a scripted server does.</summary>
[Flags]
internal enum ServerModes : byte
{
    None = 0,
    /// <summary>It speaks TLS 1.2.</summary>
    Tls12 = 1,
    /// <summary>It resumes what the client offers.</summary>
    Resume = 2,
    /// <summary>TLS 1.3: it asks for another key share; TLS 1.2: it gives a session ID.</summary>
    Retry = 4,
    AskForCertificate = 8,
    /// <summary>It answers whatever extensions the client has.</summary>
    Extensions = 16,
    /// <summary>TLS 1.3: it resumes without (EC)DHE; TLS 1.2: it knows no extended_master_secret.</summary>
    PskKe = 32,
    /// <summary>TLS 1.2: it gives a ticket.</summary>
    Ticket = 64,
}
