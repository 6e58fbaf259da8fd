using System.CommandLine;

namespace LlmEval.Cli.Commands;

/// <summary>The option that chooses how something is printed.</summary>
internal static class FormatOption
{
    public static Option<string> Create(params string[] formats)
    {
        Option<string> format = new("--format") { Description = $"{string.Join(", ", formats[..^1])} or {formats[^1]}.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong(formats);
        return format;
    }
}
