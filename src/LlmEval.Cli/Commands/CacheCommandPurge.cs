using System.CommandLine;
using System.Globalization;
using LlmEval.Caching;
using LlmEval.Engine;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval cache purge</c>: deletes all answers, or all of a model.</summary>
internal static class CacheCommandPurge
{
    public static Command Create()
    {
        Command command = new("purge", "Delete all answers, or all of one model.");
        CacheFolder folder = new();
        folder.AddTo(command, changes: true);
        Option<string?> model = new("--model")
        {
            Description = "Only this model: its identity as 'cache stats' says it, or the name of an LlmModel item of the project (--project or --manifest, else the current folder's).",
        };
        Option<bool> yes = new("--yes") { Description = "Really: nothing is asked, and nothing brings the answers back." };
        command.Options.Add(model);
        command.Options.Add(yes);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? identity = parsed.GetValue(model);
            string path = await folder.PathAsync(parsed, cancellationToken).ConfigureAwait(false);
            if (identity is not null && !IsThere(path, identity, cancellationToken))
            {
                Manifest manifest = await folder.Project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
                identity = await CacheNeeds.IdentityAsync(manifest, EvalEngine.Providers, identity, Environment.GetEnvironmentVariable, cancellationToken).ConfigureAwait(false)
                    ?? throw Usage($"Neither the cache nor the project has a model '{identity}'. 'llmeval cache stats' lists the identities.");
            }

            return await Task.Run(() => Purge(path, identity, parsed.GetValue(yes), folder.IsDryRun(parsed)), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static bool IsThere(string folder, string identity, CancellationToken cancellationToken) =>
        CachePurger.Purge(folder, identity, dryRun: true).Models.Count > 0 && !cancellationToken.IsCancellationRequested;

    private static int Purge(string folder, string? identity, bool yes, bool dryRun)
    {
        PurgeResult result = CachePurger.Purge(folder, identity, dryRun: dryRun || !yes);
        string what = string.Create(CultureInfo.InvariantCulture, $"{Output.Count(result.Segments, "segment")} ({Amounts.Bytes(result.Bytes)}) of {Output.Count(result.Models.Count, "model")}");
        if (!yes && !dryRun) { throw Usage($"This would delete {what} from {folder}, and nothing brings them back. Say --yes, or look with --dry-run."); }

        foreach (string model in result.Models) { Console.WriteLine(model); }

        Console.WriteLine($"{what} {(dryRun ? "would be deleted" : "deleted")} from {folder}{CacheCommandCompact.InUse(result.InUse)}");
        return result.InUse == 0 || dryRun ? ExitStatus.Success : EvaluationResult.InfrastructureExitStatus;
    }

    private static LlmEvalException Usage(string message) => new(Diagnostics.Usage.At(Location.None, message));
}
