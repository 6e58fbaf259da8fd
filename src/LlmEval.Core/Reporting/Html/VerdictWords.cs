using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>The verdict in a sentence, and what to do next.</summary>
internal static class VerdictWords
{
    private const string Accept = "dotnet build -t:LlmEvalAccept";

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
            VerdictKind.NotEvaluated => "Not evaluated: something changed, and the new answers are not there yet.",
            VerdictKind.ModelMissing => "Not evaluated: the model, its file or its key is missing on this machine.",
            VerdictKind.Incomparable => "The scores cannot be compared with the baseline's: a check changed, or no case is left to compare.",
            _ => "There is no baseline, and here one is required.",
        };
    }

    /// <summary>What to do, and a command for it or null.</summary>
    public static (string Text, string? Command) Next(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Pass when Rose(verdict).Length > 0 => ("Accept the new answers to keep the improvement; until then a fall back to the old level is not noticed.", Accept),
        VerdictKind.Pass when verdict.NewCases.Count + verdict.EditedCases.Count > 0 => ("Nothing to mend. New and edited cases are compared after you accept them.", Accept),
        VerdictKind.Pass or VerdictKind.MatchesBaseline => ("Nothing to do.", null),
        VerdictKind.NoBaseline => ("Look through the cases below. If the answers are as they should be, accept them: that is the baseline from now on.", Accept),
        VerdictKind.Partial => ("Run without a filter before you accept or merge.", "llmeval run"),
        VerdictKind.MustPass => ("Read the failed cases below and mend the prompt. A must-pass case cannot be accepted away; take must-pass from it if it should not decide.", null),
        VerdictKind.ZeroTolerance => ("Read what happened below and mend the prompt, or the check if it is wrong.", null),
        VerdictKind.ModelChanged => ("Your change is probably not the cause. Name an exact version of the model, or accept what the model does now.", Accept),
        VerdictKind.Regression => ("Read the lost cases below. Mend the prompt; or, if this is what you want, accept it and say why.", Accept + " -p:LlmEvalAcceptReason=\"...\""),
        VerdictKind.BelowFloor => ("Read the failing cases below and mend the prompt, or lower the floor if it asks too much.", null),
        VerdictKind.OverBudget => ("See what was spent below. Shorten prompt or answers, choose a cheaper model, or raise the budget.", null),
        VerdictKind.Vanished => ("Bring it back, or accept that it is gone.", Accept),
        VerdictKind.Error => ("Mend the cause that is named below, and run again. Nothing of this counts as a pass.", "dotnet build -t:LlmEval"),
        VerdictKind.NotEvaluated => ("Ask the model and judge:", "dotnet build -t:LlmEval"),
        VerdictKind.ModelMissing => ("Bring the model's file or key here and run again; or leave this suite to a machine that has it (LlmEvalMissingModel=skip).", "dotnet build -t:LlmEval"),
        VerdictKind.Incomparable => ("Look through the scores below. Accept them, or undo the change of the check.", Accept),
        _ => ("Accept on your machine and commit the file below 'baselines'.", Accept),
    };

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
