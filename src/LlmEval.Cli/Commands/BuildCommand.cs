using System.CommandLine;
using LlmEval.Accepted;
using LlmEval.Cli.Hosting;
using LlmEval.Cli.Observers;
using LlmEval.Engine;
using LlmEval.Manifests;
using LlmEval.Reporting.Formats.Markdown;

namespace LlmEval.Cli.Commands;

/// <summary>
/// <c>llmeval build</c>: what the MSBuild task starts. Writes the verdict's lines and exits 0 whenever there is a verdict, good or bad:
/// the gate task replays it. Any other status means that there is none, and why is told in MSBuild's form.
/// </summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        Command command = new("build", "What the build task starts.") { Hidden = true };
        Option<string> manifestFile = new("--manifest") { Required = true };
        Option<string> mode = new("--mode") { Required = true };
        mode.AcceptOnlyFromAmong("Validate", "Cached", "Run", "Accept");
        Option<int?> parent = new("--parent-pid");
        Option<string?> cancelFile = new("--cancel-file");
        Option<string?> reason = new("--reason");
        command.Options.Add(manifestFile);
        command.Options.Add(mode);
        command.Options.Add(parent);
        command.Options.Add(cancelFile);
        command.Options.Add(reason);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using ParentWatch watch = new(parsed.GetValue(parent), parsed.GetValue(cancelFile), cancel);
            DateTimeOffset began = DateTimeOffset.UtcNow;
            Manifest manifest = ManifestFile.Read(parsed.GetValue(manifestFile)!);
            string how = parsed.GetValue(mode)!;
            return how == "Accept"
                ? await AcceptAsync(manifest, parsed.GetValue(reason), cancel.Token).ConfigureAwait(false)
                : await EvaluateAsync(manifest, Enum.Parse<EvaluationMode>(how), began, cancel.Token).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> EvaluateAsync(Manifest manifest, EvaluationMode mode, DateTimeOffset began, CancellationToken cancellationToken)
    {
        RunOutputs.BeginBuild(manifest);
        EvaluationResult result = await EvalEngine.Evaluation.RunAsync(
            new EvaluationRequest { Manifest = manifest, Mode = mode, Observer = new BuildObserver(Console.Out) }, cancellationToken).ConfigureAwait(false);
        RunOutputs.WriteReports(manifest, result, Environment.GetEnvironmentVariable);
        JobSummary.Publish(manifest, Environment.GetEnvironmentVariable, Console.WriteLine);
        RunOutputs.EndBuild(manifest, result, began);
        return ExitStatus.Success;
    }

    private static async Task<int> AcceptAsync(Manifest manifest, string? reason, CancellationToken cancellationToken)
    {
        AcceptedBaselines accepted = await EvalEngine.Accepting.AcceptAsync(
            new EvaluationRequest { Manifest = manifest, Mode = EvaluationMode.Cached, Observer = new BuildObserver(Console.Out) }, reason, cancellationToken).ConfigureAwait(false);
        foreach (string path in accepted.Written) { Console.WriteLine($"accepted: {path}"); }

        if (accepted is { IsRefused: false, Written.Count: 0 }) { Console.WriteLine("nothing to accept: everything matches the baselines"); }

        RunOutputs.EndAccept(manifest, accepted);
        return ExitStatus.Success;
    }
}
