using System.CommandLine;
using LlmEval.Manifests;
using LlmEval.Reporting;
using LlmEval.Reporting.Formats.Markdown;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval run</c>: draws what is missing, judges, prints the report.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Command command = new("run", "Draw what is missing, judge it against the baseline and print the report.");
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string?> filter = FilterOption.Create();
        Option<bool> cached = new("--cached") { Description = "Start no model: judge what the cache holds." };
        Option<bool> fresh = new("--fresh") { Description = "Draw all answers anew, in a new epoch: a vendor may have changed the model." };
        Option<bool> heldBack = new("--held-back") { Description = "Draw also the samples that a baseline holds back, so that the candidate can be accepted where there is no model." };
        command.Options.Add(filter);
        command.Options.Add(fresh);
        command.Options.Add(cached);
        command.Options.Add(heldBack);
        command.Validators.Add(result =>
        {
            if (result.GetValue(fresh) && result.GetValue(cached)) { result.AddError("Give one of --fresh and --cached: what is drawn anew is not in the cache."); }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            EvaluationResult result = await Output.EvaluateAsync(
                new EvaluationRequest
                {
                    Manifest = manifest,
                    Mode = parsed.GetValue(cached) ? EvaluationMode.Cached : EvaluationMode.Run,
                    Filter = parsed.GetValue(filter),
                    Fresh = parsed.GetValue(fresh),
                    HeldBack = parsed.GetValue(heldBack),
                },
                cancellationToken).ConfigureAwait(false);
            RunOutputs.WriteReports(manifest, result, Environment.GetEnvironmentVariable);
            Output.Tell(manifest, result.Diagnostics);
            Console.Write(await File.ReadAllTextAsync(Path.Combine(manifest.OutputDirectory, TextReport.Name), cancellationToken).ConfigureAwait(false));
            JobSummary.Publish(manifest, Environment.GetEnvironmentVariable, Console.WriteLine);
            return result.ExitStatus;
        });
        return command;
    }
}
