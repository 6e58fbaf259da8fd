using System.CommandLine;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval plan</c>: what a run would ask of which model; asks nothing.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        Command command = new("plan", "Say what a run would ask of which model, without asking.");
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string?> filter = FilterOption.Create();
        Option<bool> fresh = new("--fresh") { Description = "As if all answers were to be drawn anew." };
        command.Options.Add(filter);
        command.Options.Add(fresh);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            EvaluationResult result = await Output.EvaluateAsync(
                new EvaluationRequest { Manifest = manifest, Mode = EvaluationMode.Plan, Filter = parsed.GetValue(filter), Fresh = parsed.GetValue(fresh) }, cancellationToken).ConfigureAwait(false);
            Output.Tell(manifest, result.Diagnostics.Where(d => result.Outcomes.Count == 0 || d.Family != DiagnosticFamily.Verdict));
            foreach (SuiteOutcome outcome in result.Outcomes)
            {
                Console.WriteLine($"{outcome.Suite.Name} x {outcome.Model}: {string.Join(Environment.NewLine, Describe(outcome))}");
                if (outcome.CacheInstead is { } instead) { Console.WriteLine("  " + instead); }
            }

            foreach (string line in PlanText.Totals([.. result.Outcomes.Select(o => o.Estimate).OfType<RunEstimate>()])) { Console.WriteLine(line); }

            // What a verdict would be is no business of a plan; what stops a run is.
            bool stops = result.Outcomes.Count == 0 || result.Diagnostics.Any(d => d.IsError && d.Family != DiagnosticFamily.Verdict);
            return stops ? result.ExitStatus : ExitStatus.Success;
        });
        return command;
    }

    private static IEnumerable<string> Describe(SuiteOutcome outcome) =>
        outcome.IsUnchanged ? ["nothing to draw, matches the baseline"]
        : outcome.Estimate is { } estimate ? PlanText.Lines(estimate)
        : ["cannot be run, the model is not on this machine"];
}
