using System.CommandLine;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval validate</c>: prompts, suites and data are checked; no model, no cache, no network.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        Command command = new("validate", "Check prompts, suites and data without running anything.");
        ProjectOptions project = new();
        project.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            EvaluationResult result = await Output.EvaluateAsync(
                new EvaluationRequest { Manifest = manifest, Mode = EvaluationMode.Validate }, cancellationToken).ConfigureAwait(false);
            Output.Tell(manifest, result.Diagnostics);
            Console.WriteLine(
                $"{Output.Count(manifest.Suites.Count, "suite")}, {Output.Count(manifest.Prompts.Count, "prompt")}, {Output.Count(manifest.Models.Count, "model")}: "
                + $"{Output.Count(result.Diagnostics.Count(d => d.Severity == Severity.Error), "error")}, {Output.Count(result.Diagnostics.Count(d => d.Severity == Severity.Warning), "warning")}");
            return result.ExitStatus;
        });
        return command;
    }
}
