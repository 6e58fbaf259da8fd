using System.CommandLine;

namespace LlmEval.Cli.Commands;

/// <summary>The option that chooses a part.</summary>
internal static class FilterOption
{
    public static Option<string?> Create() => new("--filter", "-f")
    {
        Description = "Which part: tag=pr;suite=triage;case=outage*;model!=gpt; case='a;b' is exactly that id. A filtered run is PARTIAL and cannot be accepted.",
    };
}
