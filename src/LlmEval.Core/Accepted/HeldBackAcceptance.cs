using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Accepted;

/// <summary>Sees to it that what is accepted holds samples back: draws them, or says that it goes without.</summary>
/// <param name="evaluation">Draws them.</param>
internal sealed class HeldBackAcceptance(Evaluation evaluation)
{
    /// <summary>The property that says <c>false</c> to accept without them.</summary>
    public const string Property = "LlmEvalAcceptHeldBack";

    /// <summary>Whether they are wanted.</summary>
    public static bool IsWanted(EvaluationRequest request) =>
        !request.WithoutHeldBack && !string.Equals(request.Manifest.Setting(Property), "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an outcome is judged once more only because its baseline holds nothing back.</summary>
    public static bool IsUnchanged(SuiteOutcome outcome) => outcome.IsUnchanged
        || (outcome.Baseline is { } baseline && baseline.Matches(outcome.Cases, outcome.Metrics) && baseline.HasSuiteScores(outcome.SuiteMetrics.Where(m => !m.IsUsage)));

    /// <summary>Draws what the candidates lack; what cannot be had is refused, or warned of where nothing else changed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="outcomes">What is to be accepted, each with a candidate.</param>
    /// <param name="diagnostics">Where refusals go.</param>
    /// <param name="cancellationToken">Ends it; what was drawn is in the cache.</param>
    public async Task<IReadOnlyList<SuiteOutcome>> DrawAsync(
        EvaluationRequest request, IReadOnlyList<SuiteOutcome> outcomes, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        if (!outcomes.Any(o => o.HeldBackLacking is not null)) { return outcomes; }

        EvaluationResult drawn = await evaluation.RunAsync(
            request with { Mode = EvaluationMode.Run, HeldBack = true, IsAccepting = true }, cancellationToken).ConfigureAwait(false);
        diagnostics.AddRange(drawn.Diagnostics.Where(d => d.IsError && d.Family != DiagnosticFamily.Verdict));
        if (diagnostics.HasErrors) { return []; }

        List<SuiteOutcome> whole = [];
        foreach (SuiteOutcome before in outcomes)
        {
            SuiteOutcome? after = drawn.Outcomes.FirstOrDefault(o => o.Suite.Name == before.Suite.Name && o.Model == before.Model);
            if (before.HeldBackLacking is null || after is { Candidate: not null, HeldBackLacking: null })
            {
                whole.Add(before.HeldBackLacking is null ? before : after!);
                continue;
            }

            string cause = after?.HeldBackLacking ?? (after?.Verdict.Findings is [var first, ..] ? first.Text.TrimEnd('.') : before.HeldBackLacking);
            if (IsUnchanged(before)) { Warn(before, $"{Is(before)} as before: {cause}", diagnostics); }
            else
            {
                diagnostics.Add(Diagnostics.AcceptRefused, before.Suite.Location,
                    $"The results of '{before.Suite.Name}' with '{before.Model}' cannot be accepted: a baseline holds samples back, and {Lower(cause)}. Mend that and accept again, or accept without them: llmeval accept --without-held-back, or -p:{Property}=false.");
            }
        }

        return whole;
    }

    /// <summary>Warns of a baseline that was accepted without them.</summary>
    public static void WarnOf(SuiteOutcome outcome, Baseline accepted, DiagnosticBag diagnostics)
    {
        if (accepted is { IsDeterministic: false, HeldBackSamples: 0 }) { Warn(outcome, Is(outcome), diagnostics); }
    }

    private static string Is(SuiteOutcome outcome) => $"The baseline of '{outcome.Suite.Name}' with '{outcome.Model}' holds no samples back";

    private static void Warn(SuiteOutcome outcome, string what, DiagnosticBag diagnostics) => diagnostics.Add(
        Diagnostics.NoHeldBack, outcome.Suite.Location,
        $"{what}. A fall is then confirmed against the samples that it was found with, and false alarms are more frequent than stated. Accept where the model is, or the candidate of a run with --held-back (LlmEvalHeldBack=true).");

    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
