using CsCheck;
using Segno.Handshake.Client;

namespace Segno.Tests.Properties;

/// <summary>The key under which a client's sessions are kept has every policy in it: sessions cross neither a change of trust nor one of identity.</summary>
public sealed class ClientKeyTests
{
    private static readonly TlsClientOptions s_usual = TestHosts.ClientOptions(TestHosts.Clock());

    [Fact, Requirement("A20")]
    public void Every_property_of_a_clients_options_is_a_policy_or_is_none_for_a_reason() =>
        Assert.Equal(
            OptionsCopy.PropertiesOf<TlsClientOptions>().Concat(OptionsCopy.PropertiesOf<CertificateValidationOptions>())
                .Concat(OptionsCopy.PropertiesOf<ClientResumptionOptions>()).Concat(OptionsCopy.PropertiesOf<TlsConnectOptions>()).Order(),
            ClientPolicies.Options.Keys.Concat(ClientPolicies.Validation.Keys).Concat(ClientPolicies.Resumption.Keys).Concat(ClientPolicies.Connect.Keys)
                .Concat(ClientPolicies.Neutral.Keys).Order());

    [Fact, Requirement("A20")]
    public void Two_clients_have_one_key_just_if_their_policies_are_the_same()
    {
        string[] all = [.. ClientPolicies.Options.Keys, .. ClientPolicies.Validation.Keys, .. ClientPolicies.Resumption.Keys];
        Gen<string[]> some = Gen.OneOf(all).Array[0, 4].Select(names => names.Distinct().Order().ToArray());
        Property.Check(
            Gen.OneOf(Gen.Select(some, some), some.Select(names => (names, names))).Select(pair => (pair.Item1, pair.Item2, Text: $"{string.Join(' ', pair.Item1)} | {string.Join(' ', pair.Item2)}")),
            pair =>
            {
                // A callback has no identity: whoever has one shares with nobody.
                bool shares = pair.Item1.SequenceEqual(pair.Item2)
                    && !pair.Item1.Contains(nameof(CertificateValidationOptions.Callback)) && !pair.Item1.Contains(nameof(CertificateValidationOptions.OcspCallback));
                Assert.Equal(shares, KeyOf(pair.Item1) == KeyOf(pair.Item2));
            },
            300);
    }

    [Fact, Requirement("A20")]
    public void Name_port_and_partition_are_parts_of_the_key()
    {
        TlsConnectOptions usual = new() { ServerName = TestHosts.Name };
        foreach ((string property, object? value) in ClientPolicies.Connect)
            Assert.NotEqual(Key(usual), Key(usual.With(property, value)));

        static ClientSessionKey Key(TlsConnectOptions connect)
        {
            using ClientConfiguration configuration = new(s_usual);
            return new ClientHandshake(configuration, connect, connect.ServerName, null!).SessionKey;
        }
    }

    private static string KeyOf(string[] changed)
    {
        TlsClientOptions options = s_usual;
        CertificateValidationOptions validation = s_usual.ServerValidation;
        ClientResumptionOptions resumption = s_usual.Resumption;
        foreach (string property in changed)
        {
            if (ClientPolicies.Options.TryGetValue(property, out object? value))
                options = options.With(property, value);
            else if (ClientPolicies.Validation.TryGetValue(property, out value))
                validation = validation.With(property, value);
            else
                resumption = resumption.With(property, ClientPolicies.Resumption[property]);
        }
        options = options.With(nameof(TlsClientOptions.ServerValidation), validation).With(nameof(TlsClientOptions.Resumption), resumption);
        using ClientConfiguration configuration = new(options);
        return configuration.Fingerprint;
    }
}
