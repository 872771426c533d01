using System.Text.Json.Serialization;

namespace Segno.Cli.Connecting;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConnectionReport))]
internal sealed partial class ConnectJsonContext : JsonSerializerContext;
