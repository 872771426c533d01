using System.Text.Json.Serialization;

namespace Segno.Cli.Serving;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ConnectionStatus))]
internal sealed partial class ServeJsonContext : JsonSerializerContext;
