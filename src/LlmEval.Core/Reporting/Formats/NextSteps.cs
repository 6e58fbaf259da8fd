using LlmEval.Gating;

namespace LlmEval.Reporting.Formats;

/// <summary>What a person does after a verdict.</summary>
internal static class NextSteps
{
    /// <summary>One or two sentences; empty where nothing is to be done.</summary>
    public static string Of(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Regression or VerdictKind.MustPass or VerdictKind.ZeroTolerance =>
            "Look at the cases that fell and mend the prompt. If the new answers are wanted, accept them with a reason: dotnet build -t:LlmEvalAccept -p:LlmEvalAcceptReason=\"...\"",
        VerdictKind.BelowFloor => "Look at the cases that fail and mend the prompt, or lower the floor in the suite's 'gate:'.",
        VerdictKind.OverBudget => "Make the answers shorter or choose a cheaper model, or raise the budget in the suite's 'gate:'.",
        VerdictKind.ModelChanged => "The prompt is not at fault. Pin the model's version, or look at the new answers and accept them.",
        VerdictKind.Vanished => "Put the case or check back, or accept that it is gone: dotnet build -t:LlmEvalAccept",
        VerdictKind.Incomparable => "Accept, so that the next change is compared with the new checks: dotnet build -t:LlmEvalAccept",
        VerdictKind.BaselineRequired or VerdictKind.NoBaseline => "Accept the first baseline on a developer's machine and commit it: dotnet build -t:LlmEvalAccept",
        VerdictKind.Error => "Nothing is judged: too much could not be scored. Mend what the reasons say and run again; what was drawn is kept.",
        VerdictKind.NotEvaluated => "Evaluate: dotnet build -t:LlmEval, or llmeval run.",
        VerdictKind.ModelMissing => "Give the model's file or key to this machine and evaluate again.",
        VerdictKind.Partial => "Evaluate without a filter before you merge.",
        _ => verdict.Metrics.Any(m => m.State == MetricState.Rose) ? "A metric rose: accept to keep it." : string.Empty,
    };
}
