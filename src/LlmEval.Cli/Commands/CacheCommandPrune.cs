using System.CommandLine;
using System.Globalization;
using LlmEval.Caching;
using LlmEval.Engine;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval cache prune</c>: deletes old or unneeded answers.</summary>
internal static class CacheCommandPrune
{
    public static Command Create()
    {
        Command command = new("prune", "Delete answers by age, by size or by need; what any of the options names goes.");
        CacheFolder folder = new();
        folder.AddTo(command, changes: true);
        Option<string?> age = new("--older-than") { Description = "Answers stored longer ago: 12h, 30d, 8w." };
        Option<string?> size = new("--max-size") { Description = "The oldest answers, until the rest has at most this size: 500MB, 2GB." };
        Option<bool> unused = new("--unused-by-project")
        {
            Description = "Answers that the project's present suites do not need; in a cache of several projects those of all others go too.",
        };
        command.Options.Add(age);
        command.Options.Add(size);
        command.Options.Add(unused);
        command.Validators.Add(result =>
        {
            if (result.GetValue(age) is null && result.GetValue(size) is null && !result.GetValue(unused))
            {
                result.AddError("Say what goes: --older-than, --max-size or --unused-by-project.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            PruneRule rule = new()
            {
                OlderThan = parsed.GetValue(age) is { } old ? Amounts.Age(old, "--older-than") : null,
                MaxBytes = parsed.GetValue(size) is { } most ? Amounts.Size(most, "--max-size") : null,
            };
            Manifest? manifest = parsed.GetValue(unused) ? await folder.Project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false) : null;
            string path = manifest is null ? await folder.PathAsync(parsed, cancellationToken).ConfigureAwait(false) : folder.Path(parsed, manifest);
            if (manifest is not null)
            {
                CacheNeeds needs = await CacheNeeds.FindAsync(manifest, EvalEngine.Providers, path, Environment.GetEnvironmentVariable, cancellationToken, EvalEngine.Evaluators).ConfigureAwait(false);
                rule = rule with { Needed = needs.Keys };
            }

            return await Task.Run(() => Prune(path, rule, folder.IsDryRun(parsed), cancellationToken), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static int Prune(string folder, PruneRule rule, bool dryRun, CancellationToken cancellationToken)
    {
        PruneResult result = CachePruner.Prune(folder, rule, dryRun, cancellationToken: cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Removed} of {Output.Count(result.Entries, "answer")} ({Amounts.Bytes(result.BytesRemoved)}) {(dryRun ? "would be deleted" : "deleted")} from {folder}{CacheCommandCompact.InUse(result.InUse)}"));
        return result.InUse == 0 || dryRun ? ExitStatus.Success : EvaluationResult.InfrastructureExitStatus;
    }
}
