using System.CommandLine;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval cache</c>: what the response cache holds, and whether all of it can be read.</summary>
internal static class CacheCommand
{
    public static Command Create() => new("cache", "Look at the response cache.");
}
