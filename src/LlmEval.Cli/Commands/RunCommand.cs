using System.CommandLine;
using LlmEval.Manifests;
using LlmEval.Reporting;

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
        command.Options.Add(filter);
        command.Options.Add(cached);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            EvaluationResult result = await Output.EvaluateAsync(
                new EvaluationRequest
                {
                    Manifest = manifest,
                    Mode = parsed.GetValue(cached) ? EvaluationMode.Cached : EvaluationMode.Run,
                    Filter = parsed.GetValue(filter),
                },
                cancellationToken).ConfigureAwait(false);
            RunOutputs.WriteReports(manifest, result);
            Output.Tell(manifest, result.Diagnostics);
            Console.Write(await File.ReadAllTextAsync(Path.Combine(manifest.OutputDirectory, TextReport.Name), cancellationToken).ConfigureAwait(false));
            return result.ExitStatus;
        });
        return command;
    }
}
