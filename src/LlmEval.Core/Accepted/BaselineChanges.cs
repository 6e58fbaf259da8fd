using LlmEval.Binding;
using LlmEval.Evaluating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Accepted;

/// <summary>Says what changed since a baseline was accepted, as far as it notes what its answers were made from.</summary>
internal static class BaselineChanges
{
    /// <summary>Compares; null without a baseline.</summary>
    /// <param name="suite">The suite and model.</param>
    /// <param name="now">What the present answers are made from.</param>
    /// <param name="prompt">The baseline's prompt; null where it was not found.</param>
    public static SinceBaseline? Of(SuiteRun suite, BaselineInputs now, BaselinePrompt? prompt)
    {
        if (suite.Baseline is not { } baseline) { return null; }

        BaselineInputs then = baseline.Inputs;
        SuiteBinding binding = suite.Suite.Binding;
        bool? isPromptChanged = then == BaselineInputs.Unknown ? null : then.PromptHash != now.PromptHash;
        bool isOther = baseline.ModelIdentity != suite.Identity.Key;
        bool hasParameters = then.Parameters is not null && then.Parameters != now.Parameters;
        return new SinceBaseline
        {
            Prompt = now.Prompt ?? then.Prompt,
            IsPromptChanged = isPromptChanged,
            PromptDiff = isPromptChanged == true && !IsPrivate(binding) ? Diff(prompt?.Text, binding.Prompt?.Path) : [],
            ModelBefore = isOther ? baseline.ModelIdentity : null,
            ModelNow = isOther ? suite.Identity.Key : null,
            ParametersBefore = hasParameters ? then.Parameters : null,
            ParametersNow = hasParameters ? now.Parameters : null,
            ChangedScorers = [.. binding.Metrics.Where(m => baseline.IndexOfMetric(m.Name) is >= 0 and int c && baseline.Metrics[c].ScorerKey != m.ScorerKey).Select(m => m.Name).Order(StringComparer.Ordinal)],
            IsGateChanged = then.GateKey is null ? null : then.GateKey != now.GateKey,
        };
    }

    private static bool IsPrivate(SuiteBinding binding) => binding.Suite.Data.Any(d => d.IsPrivate);

    private static IReadOnlyList<DiffLine> Diff(string? before, string? path) =>
        before is not null && path is not null && Documents.SourceText.Read(path, new DiagnosticBag()) is { } now ? LineDiff.Of(before, now) : [];
}
