using System.CommandLine;
using System.Globalization;
using LlmEval.Caching;
using LlmEval.Engine;
using LlmEval.Manifests;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval cache export</c>: the answers that a project needs, to be committed or carried elsewhere.</summary>
internal static class CacheCommandExport
{
    public static Command Create()
    {
        Command command = new("export", "Write the answers that the project's present suites need into a folder that is a cache itself, or into a ZIP file.");
        Argument<string> target = new("target") { Description = "A folder, or a file that ends in .zip." };
        CacheFolder folder = new();
        folder.AddTo(command, changes: true);
        Option<bool> all = new("--all") { Description = "All answers, whatever the project needs." };
        command.Arguments.Add(target);
        command.Options.Add(all);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string to = GivenPath.Full(parsed.GetRequiredValue(target), "The target");
            Manifest? manifest = parsed.GetValue(all) ? null : await folder.Project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            string path = manifest is null ? await folder.PathAsync(parsed, cancellationToken).ConfigureAwait(false) : folder.Path(parsed, manifest);
            CacheNeeds? needs = manifest is null ? null
                : await CacheNeeds.FindAsync(manifest, EvalEngine.Providers, path, Environment.GetEnvironmentVariable, cancellationToken, EvalEngine.Evaluators).ConfigureAwait(false);
            return await Task.Run(() => Export(path, to, needs?.Keys, folder.IsDryRun(parsed), cancellationToken), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static int Export(string folder, string target, IReadOnlySet<CacheKey>? needed, bool dryRun, CancellationToken cancellationToken)
    {
        TransferResult result = CacheExporter.Export(folder, target, needed, dryRun, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Output.Count(result.Entries, "answer")} of {Output.Count(result.Models, "model")} ({Amounts.Bytes(result.Bytes)}) {(dryRun ? "would be exported" : "exported")} to {target}"));
        return ExitStatus.Success;
    }
}
