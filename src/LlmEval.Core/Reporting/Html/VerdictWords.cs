using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>The verdict in a sentence, and how it looks.</summary>
internal static class VerdictWords
{
    /// <summary>The sentence.</summary>
    public static string Sentence(Verdict verdict)
    {
        string cases = MetricNumbers.Count(verdict.Cases, "case");
        return verdict.Kind switch
        {
            VerdictKind.Pass => Rose(verdict) is { Length: > 0 } rose ? $"Nothing got worse, and {rose} improved."
                : $"Nothing got worse: {cases} compared with the baseline.",
            VerdictKind.MatchesBaseline => $"Nothing changed: {cases} as in the baseline, nothing was asked.",
            VerdictKind.NoBaseline => $"Floors and must-pass cases hold for {cases}. There is no baseline to compare with.",
            VerdictKind.Partial => $"What was judged is fine, but only {verdict.Cases} of {verdict.TotalCases} cases were chosen.",
            VerdictKind.MustPass => $"{MetricNumbers.Count(verdict.MustPassFailed.Count, "must-pass case")} failed, and failed again: {Names.Few(verdict.MustPassFailed)}.",
            VerdictKind.ZeroTolerance => "Something that is never tolerated happened, and happened again.",
            VerdictKind.ModelChanged => "The model changed under its name: the baseline's own prompt does worse with it, too.",
            VerdictKind.Regression => Fell(verdict),
            VerdictKind.BelowFloor => $"Below the floor: {Metrics(verdict, f => f.Kind == VerdictKind.BelowFloor)}.",
            VerdictKind.OverBudget => "The answers use more money, tokens or time than the gate allows.",
            VerdictKind.Vanished => "Something of the baseline is no longer there.",
            VerdictKind.Error => "Too much could not be scored: this says nothing about the answers, neither good nor bad.",
            VerdictKind.NotEvaluated when VerdictDiagnostics.IsAllSkipped(verdict) => "Not evaluated: every case is skipped.",
            VerdictKind.NotEvaluated => "Not evaluated: something changed, and the new answers are not there yet.",
            VerdictKind.ModelMissing => "Not evaluated: the model, its file or its key is missing on this machine.",
            VerdictKind.Incomparable => "The scores cannot be compared with the baseline's: a check changed, or no case is left to compare.",
            _ => "There is no baseline, and here one is required.",
        };
    }

    /// <summary>How a verdict looks: good, bad or open.</summary>
    public static string Tone(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Pass or VerdictKind.MatchesBaseline => "good",
        VerdictKind.NoBaseline or VerdictKind.Partial or VerdictKind.NotEvaluated or VerdictKind.ModelMissing or VerdictKind.Incomparable or VerdictKind.BaselineRequired => "open",
        _ => "bad",
    };

    private static string Fell(Verdict verdict)
    {
        MetricVerdict[] fell = [.. verdict.Metrics.Where(m => m.State == MetricState.Fell)];
        if (fell.Length == 0) { return "The answers got worse than the baseline's."; }

        MetricVerdict first = fell[0];
        string more = fell.Length == 1 ? string.Empty : $"; also {Names.Few([.. fell.Skip(1).Select(m => m.Metric.Name)])}";
        string counts = first.Paired > 0 && first.Lost.Count > 0 ? $"{first.Metric.Name} got worse in {first.Lost.Count} of {MetricNumbers.Count(first.Paired, "case")}" : $"{first.Metric.Name} fell";
        string move = first is { BaselineMean: { } before, CurrentMean: { } now } ? $", {MetricText.Value(first.Metric, before)} to {MetricText.Value(first.Metric, now)}" : string.Empty;
        return $"The answers got worse: {counts}{move}{more}.";
    }

    private static string Rose(Verdict verdict) => Names.Few([.. verdict.Metrics.Where(m => m.State == MetricState.Rose).Select(m => m.Metric.Name)]);

    private static string Metrics(Verdict verdict, Func<Finding, bool> which) =>
        Names.Few([.. verdict.Findings.Where(which).Select(f => f.Metric?.Name).OfType<string>().Distinct(StringComparer.Ordinal)]) is { Length: > 0 } names ? names : "a metric";
}
