using System.Text;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Formats;

namespace LlmEval.Engine;

/// <summary>What a failing test says.</summary>
internal static class FailureText
{
    private const int LongestText = 300;
    private const string Accept = "dotnet build -t:LlmEvalAccept";

    /// <summary>Of a case that was judged.</summary>
    public static string Of(CaseResult result, SuiteOutcome outcome, bool isMustPass)
    {
        StringBuilder text = Begin($"{result.Suite} x {result.Model}, case '{result.CaseId}': {result.Message ?? AssertionText.Words(result.State) + "."}");
        SampleResult? shown = result.Samples.FirstOrDefault(s => s.Scores.Any(IsShown)) ?? (result.Samples is [var first, ..] ? first : null);
        if (shown is not null && !result.IsPrivate)
        {
            ScoreResult? compared = shown.Scores.FirstOrDefault(s => s.Expected is not null && IsShown(s));
            if (compared is not null) { Line(text, "expected: ", Short(compared.Expected!)); }

            if (shown.Answer is { } answer) { Line(text, "got:      ", answer.Length == 0 ? "an empty answer" : Short(answer)); }
            else if (shown.Trouble is { } trouble) { Line(text, "no answer: ", Short(trouble)); }
        }

        foreach (IGrouping<string, ScoreResult> metric in result.Samples.SelectMany(s => s.Scores).GroupBy(s => s.Metric, StringComparer.Ordinal))
        {
            if (metric.FirstOrDefault(IsShown) is { } worst) { Line(text, string.Empty, Metric([.. metric], worst, result, outcome)); }
        }

        if (result.IsPrivate) { Line(text, string.Empty, "The data is private: texts are in the result file alone."); }

        if (Next(result, isMustPass) is { } next) { Line(text, "next:   ", next); }

        return End(text, result.Location, result.Command, result.ReportPath);
    }

    /// <summary>Of a case or a suite that mistakes or the machine kept from being judged.</summary>
    public static string Of(string what, IEnumerable<Diagnostic> causes, Location location, string? command, string? report)
    {
        StringBuilder text = Begin(what);
        // What the first line says already is not said again.
        foreach (string cause in causes.Select(c => c.ToString()).Where(c => !what.Contains(c, StringComparison.Ordinal))) { Line(text, string.Empty, cause); }

        return End(text, location, command, report);
    }

    /// <summary>Of a suite that was judged.</summary>
    public static string Of(SuiteResult result, SuiteOutcome outcome)
    {
        StringBuilder text = Begin($"{result.Suite} x {result.Model}: {result.Verdict}.");
        foreach (string finding in outcome.Verdict.Findings.Select(f => f.Text).Distinct(StringComparer.Ordinal)) { Line(text, string.Empty, finding); }

        foreach (CaseResult item in result.Cases.Where(c => c.IsRed).Take(5)) { Line(text, $"case '{item.CaseId}': ", item.Message ?? AssertionText.Words(item.State)); }

        int more = result.Cases.Count(c => c.IsRed) - 5;
        if (more > 0) { Line(text, string.Empty, FormattableString.Invariant($"and {more} more")); }

        if (NextStep.Line(outcome.Verdict, outcome.IsHandedOver) is { } next) { Line(text, "next:   ", next); }

        return End(text, result.Location, result.Command, result.ReportPath);
    }

    /// <summary>What to do about a case that failed; null where the message says it, or the verdict will.</summary>
    private static string? Next(CaseResult result, bool isMustPass) =>
        result.State != CaseState.Failed ? null
        : isMustPass ? "mend it, or take must-pass from the case if it should not decide: a must-pass case cannot be accepted away"
        : result.HasBaseline ? $"mend it; or, if this is what you want, accept it and say why: {Accept} -p:LlmEvalAcceptReason=\"...\""
        : $"mend it; or accept the suite as it is, and this case is a known failure from then on: {Accept}";

    private static bool IsShown(ScoreResult score) => score.Decides && score is { Passed: false, Outcome: not ScoreOutcome.NotApplicable };

    /// <summary>One metric: its score over the samples, the bound, why, and what the baseline had.</summary>
    private static string Metric(ScoreResult[] scores, ScoreResult worst, CaseResult result, SuiteOutcome outcome)
    {
        double[] values = [.. scores.Where(s => s.Value is not null).Select(s => s.Value!.Value)];
        int unscored = scores.Count(s => s.Outcome == ScoreOutcome.Unscored);
        StringBuilder text = new(worst.Metric + ": ");
        text.Append(values.Length == 0 ? "no score" : AssertionText.Number(values.Average()));
        if (values.Length > 1) { text.Append(FormattableString.Invariant($", the mean of {values.Length} samples, {scores.Count(IsShown) - unscored} of them failing")); }

        if (unscored > 0) { text.Append(FormattableString.Invariant($", {unscored} of {scores.Length} samples unscored")); }

        if (worst.Threshold is { } threshold) { text.Append($" (passes at {AssertionText.Number(threshold)})"); }

        if (Before(worst.Metric, result, outcome) is { } before) { text.Append($"; the baseline had {before}"); }

        // A reason may quote what it judges.
        if (worst.Reason.Length > 0 && !result.IsPrivate) { text.Append(": ").Append(Short(worst.Reason)); }

        return text.ToString();
    }

    private static string? Before(string metric, CaseResult result, SuiteOutcome outcome)
    {
        if (!result.HasBaseline || outcome.Baseline is not { } baseline || baseline.IndexOf(result.CaseId) is var place && place < 0) { return null; }

        int column = baseline.IndexOfMetric(metric);
        double[] values = column < 0 ? [] : [.. baseline.Cases[place].Samples.Take(baseline.SamplesPerCase - baseline.HeldBackSamples).Where(r => r[column].State == CellState.Scored).Select(r => r[column].Value)];
        return values.Length == 0 ? "none" : AssertionText.Number(values.Average());
    }

    private static StringBuilder Begin(string first) => new(first);

    private static string End(StringBuilder text, Location location, string? command, string? report)
    {
        if (location.File.Length > 0) { Line(text, "at:     ", location.ToString()); }

        if (command is not null) { Line(text, "again:  ", command); }

        if (report is not null) { Line(text, "report: ", report); }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string label, string content) => text.Append(Environment.NewLine).Append("  ").Append(label).Append(content);

    /// <summary>On one line, and not too long.</summary>
    private static string Short(string text)
    {
        bool isCut = text.Length > LongestText;
        string kept = isCut ? text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)] : text;
        StringBuilder line = new(kept.Length + 16);
        foreach (char c in kept.ReplaceLineEndings("\n")) { line.Append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : char.IsControl(c) ? "?" : c.ToString()); }

        return isCut ? line.Append(FormattableString.Invariant($"... ({text.Length} characters)")).ToString() : line.ToString();
    }
}
