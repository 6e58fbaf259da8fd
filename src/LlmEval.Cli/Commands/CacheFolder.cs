using System.CommandLine;
using LlmEval.Caching;
using LlmEval.Manifests;

namespace LlmEval.Cli.Commands;

/// <summary>The options that the subcommands of <c>cache</c> share.</summary>
internal sealed class CacheFolder
{
    private readonly Option<string?> _folder = new("--cache")
    {
        Description = "The cache's folder; by default the project's LlmEvalCacheDirectory where a project is given, LLMEVAL_CACHE_DIR, or the folder 'cache' of LLMEVAL_HOME.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be done." };

    public void AddTo(Command command, bool changes = false)
    {
        command.Options.Add(_folder);
        if (changes) { command.Options.Add(_dryRun); }
    }

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public string Path(ParseResult parsed, Manifest? project = null) => CacheLocation.Resolve(
        parsed.GetValue(_folder) is { } given ? GivenPath.Full(given, "--cache") : project?.Setting(CacheLocation.Property),
        Environment.GetEnvironmentVariable);
}
