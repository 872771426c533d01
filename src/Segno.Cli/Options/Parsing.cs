using System.CommandLine;
using System.CommandLine.Parsing;

namespace Segno.Cli.Options;

/// <summary>Makes options whose values are parsed by plain functions from text, which throw a <see cref="FormatException"/> with a sentence.</summary>
internal static class Parsing
{
    public static Option<T> Option<T>(string name, string helpName, string description, Func<string, T> parse) => new(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Parse(result, name, () => parse(result.Tokens[^1].Value)),
    };

    /// <summary>An option that may be given several times; the texts are parsed together.</summary>
    public static Option<T> Repeatable<T>(string name, string helpName, string description, Func<IReadOnlyList<string>, T> parse) => new(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => Parse(result, name, () => parse([.. result.Tokens.Select(token => token.Value)])),
    };

    /// <summary>What was given, or else <paramref name="fallback"/>. Help says in words what it is, so the option itself has no default.</summary>
    public static T Value<T>(this ParseResult parsed, Option<T> option, T fallback) =>
        parsed.GetResult(option) is null ? fallback : parsed.GetValue(option)!;

    public static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Arity = ArgumentArity.ExactlyOne };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static T? Parse<T>(ArgumentResult result, string name, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            result.AddError($"{name}: {e.Message}");
            return default;
        }
    }
}
