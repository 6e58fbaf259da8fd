using System.CommandLine;
using LlmEval.Accepted;
using LlmEval.Engine;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval accept</c>: the present results become the baseline.</summary>
internal static class AcceptCommand
{
    public static Command Create()
    {
        Command command = new("accept", "Make the present results the baseline: text files to review and commit. Starts a model only for the samples that a baseline holds back; says calls and price first.");
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string?> suite = new("--suite") { Description = "Only this suite; * stands for any characters." };
        Option<string?> model = new("--model") { Description = "Only this model; * stands for any characters." };
        Option<string?> reason = new("--reason") { Description = "Why this is right, in a sentence; needed when a metric falls." };
        Option<string?> from = new("--from") { Description = "A candidate baseline that was judged elsewhere (the artifact candidates/*.baseline.jsonl of a run)." };
        Option<bool> without = new("--without-held-back") { Description = "Draw nothing: the baseline then holds no samples back, and false alarms are more frequent than stated." };
        command.Options.Add(suite);
        command.Options.Add(model);
        command.Options.Add(reason);
        command.Options.Add(from);
        command.Options.Add(without);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            string[] terms = [.. new[] { ("suite", parsed.GetValue(suite)), ("model", parsed.GetValue(model)) }
                .Where(t => t.Item2 is not null).Select(t => $"{t.Item1}={t.Item2}")];
            EvaluationRequest request = new() { Manifest = manifest, Mode = EvaluationMode.Cached, Filter = string.Join(';', terms), WithoutHeldBack = parsed.GetValue(without), Observer = Output.Plain };
            AcceptedBaselines accepted = parsed.GetValue(from) is { } file
                ? await EvalEngine.Accepting.AcceptFromAsync(request, GivenPath.Full(file, "--from"), parsed.GetValue(reason), cancellationToken).ConfigureAwait(false)
                : await EvalEngine.Accepting.AcceptAsync(request, parsed.GetValue(reason), cancellationToken).ConfigureAwait(false);
            Output.Tell(manifest, accepted.Diagnostics);
            foreach (string path in accepted.Written) { Console.WriteLine($"accepted: {Path.GetRelativePath(manifest.ProjectDirectory, path)}"); }

            if (accepted is { IsRefused: false, Written.Count: 0 }) { Console.WriteLine("nothing to accept: everything matches the baselines"); }

            return Status(accepted);
        });
        return command;
    }

    private static int Status(AcceptedBaselines accepted) => !accepted.IsRefused ? 0
        : accepted.Diagnostics.Any(d => d is { IsError: true, Family: DiagnosticFamily.Authoring })
            ? EvaluationResult.AuthoringExitStatus : EvaluationResult.InfrastructureExitStatus;
}
