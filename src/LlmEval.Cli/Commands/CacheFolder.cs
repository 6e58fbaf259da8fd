using System.CommandLine;
using LlmEval.Caching;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Cli.Commands;

/// <summary>The options that the subcommands of <c>cache</c> share.</summary>
internal sealed class CacheFolder
{
    private readonly Option<string?> _folder = new("--cache")
    {
        Description = "The cache's folder; by default the LlmEvalCacheDirectory of the project (the named one, else the current folder's), LLMEVAL_CACHE_DIR, or the folder 'cache' of LLMEVAL_HOME.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be done." };

    /// <summary>The project that the cache may belong to.</summary>
    public ProjectOptions Project { get; } = new();

    public void AddTo(Command command, bool changes = false)
    {
        command.Options.Add(_folder);
        if (changes) { command.Options.Add(_dryRun); }

        Project.AddTo(command);
    }

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>Where the cache is. What is deleted must be what the project uses, so the current folder's project is asked even when none is named.</summary>
    public async Task<string> PathAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_folder) is not null) { return Path(parsed, null); }

        try { return Path(parsed, await Project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false)); }
        catch (LlmEvalException) when (!Project.IsGiven(parsed))
        {
            // Not in a project, or in one that does not use LlmEval.
            return Path(parsed, null);
        }
    }

    /// <summary>Where the cache of a project is.</summary>
    public string Path(ParseResult parsed, Manifest? project) => CacheLocation.Resolve(
        parsed.GetValue(_folder) is { } given ? GivenPath.Full(given, "--cache") : project?.Setting(CacheLocation.Property),
        Environment.GetEnvironmentVariable);
}
