namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>For programs that have no setting of their own for what OpenSSL can: OpenSSL's configuration file has one for every program.</summary>
internal static class OpenSslSettings
{
    private static readonly Dictionary<string, string> s_none = [];

    private static readonly Dictionary<string, string> s_withoutDhe = new()
    {
        ["OPENSSL_CONF"] = PkiFiles.Save("openssl.cnf", """
            openssl_conf = all
            [all]
            ssl_conf = ssl
            [ssl]
            system_default = defaults
            [defaults]
            Options = AllowNoDHEKEX

            """),
    };

    public static IReadOnlyDictionary<string, string> For(Way way) => way is Way.PskKe ? s_withoutDhe : s_none;
}
