using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using Segno.Cli.Commands;
using Segno.Cli.Connecting;
using Segno.Cli.Serving;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.Cli;

/// <summary>docs/cli.md leaves nothing out.</summary>
public sealed class ManualTests
{
    private static readonly string[] s_sections = File.ReadAllText(Path.Combine(Path.GetDirectoryName(InteropDocument.Path)!, "cli.md")).Split("\n## ");

    [Fact]
    public void Every_option_is_in_the_manual()
    {
        foreach (Command command in (Command[])[ServeCommand.Create(), ConnectCommand.Create()])
        {
            string section = Section(command.Name);
            Assert.NotEmpty(command.Options);
            Assert.All(command.Options, option => Assert.Matches($"`{option.Name}[ `]", section));
            Assert.All(command.Arguments, argument => Assert.Contains($"`{argument.Name}`", section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_field_is_in_the_manual()
    {
        Assert.All(Fields(typeof(ConnectionStatus)), static field => Assert.Contains($"`{field}`", Section("serve"), StringComparison.Ordinal));
        Assert.All(Fields(typeof(ServerTotals)), static field => Assert.Contains($"`{field}`", Section("serve"), StringComparison.Ordinal));
        Assert.All(Fields(typeof(ConnectionReport)), static field => Assert.Contains($"\"{field}\":", Section("connect"), StringComparison.Ordinal));
    }

    private static string Section(string command) => s_sections.Single(section => section.StartsWith($"`segno {command}`\n", StringComparison.Ordinal));

    private static IEnumerable<string> Fields(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.GetCustomAttribute<System.Text.Json.Serialization.JsonIgnoreAttribute>() is null
        select JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
