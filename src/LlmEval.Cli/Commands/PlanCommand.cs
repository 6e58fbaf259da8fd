using System.CommandLine;
using System.Globalization;
using LlmEval.Manifests;
using LlmEval.Model;

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
        command.Options.Add(filter);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
            EvaluationResult result = await Output.EvaluateAsync(
                new EvaluationRequest { Manifest = manifest, Mode = EvaluationMode.Plan, Filter = parsed.GetValue(filter) }, cancellationToken).ConfigureAwait(false);
            Output.Tell(manifest, result.Diagnostics.Where(d => result.Outcomes.Count == 0 || d.Family != DiagnosticFamily.Verdict));
            int draw = 0;
            foreach (SuiteOutcome outcome in result.Outcomes)
            {
                draw += outcome.SamplesMissing;
                Console.WriteLine($"{outcome.Suite.Name} x {outcome.Model}: {Describe(outcome)}");
                if (outcome.CacheInstead is { } instead) { Console.WriteLine("  " + instead); }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{draw} samples to draw"));

            // What a verdict would be is no business of a plan; what stops a run is.
            bool stops = result.Outcomes.Count == 0 || result.Diagnostics.Any(d => d.IsError && d.Family != DiagnosticFamily.Verdict);
            return stops ? result.ExitStatus : ExitStatus.Success;
        });
        return command;
    }

    private static string Describe(SuiteOutcome outcome)
    {
        if (outcome.IsUnchanged) { return "nothing to draw, matches the baseline"; }

        if (outcome.ModelIdentity is null) { return "cannot be run, the model is not on this machine"; }

        string longest = outcome.Parameters.MaxTokens is { } tokens
            ? string.Create(CultureInfo.InvariantCulture, $", at most {tokens * outcome.CallsMissing} tokens of answers") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture,
            $"{outcome.SamplesPlanned} samples, {outcome.SamplesPlanned - outcome.SamplesMissing} known, {outcome.SamplesMissing} to draw{longest}; up to 3 more for a case that must be confirmed");
    }
}
