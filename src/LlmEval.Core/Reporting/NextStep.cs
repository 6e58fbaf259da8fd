using LlmEval.Gating;

namespace LlmEval.Reporting;

/// <summary>What a person does after a verdict: the same words in every report and test.</summary>
public static class NextStep
{
    private const string Accept = "dotnet build -t:LlmEvalAccept";
    private const string Test = "dotnet test";
    private const string Nothing = "Nothing to do.";

    /// <summary>In one line, with the command at its end; null where nothing is to be done.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="isHandedOver">Whether tests hand the answers over, so that no build can ask for them.</param>
    public static string? Line(Verdict verdict, bool isHandedOver = false)
    {
        (string text, string? command) = Of(verdict, isHandedOver);
        return text == Nothing ? null : command is null ? text : $"{text.TrimEnd('.', ':')}: {command}";
    }

    /// <summary>What to do, and a command for it or null.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="isHandedOver">Whether tests hand the answers over, so that no build can ask for them.</param>
    public static (string Text, string? Command) Of(Verdict verdict, bool isHandedOver = false) => verdict.Kind switch
    {
        VerdictKind.Partial when isHandedOver => ("Run the tests without a filter before you accept or merge.", Test),
        VerdictKind.Error when isHandedOver => ("Mend the cause that is named below, and run the tests again. Nothing of this counts as a pass.", Test),
        VerdictKind.NotEvaluated or VerdictKind.ModelMissing when isHandedOver && !VerdictDiagnostics.IsAllSkipped(verdict) => ("Run all tests of the suite; they hand its answers over:", Test),
        VerdictKind.MustPass when isHandedOver => ("Read the failed cases below and mend the code. A must-pass case cannot be accepted away; take must-pass from it if it should not decide.", null),
        VerdictKind.Regression when isHandedOver => ("Read the lost cases below. Mend the code; or, if this is what you want, accept it and say why.", Accept + " -p:LlmEvalAcceptReason=\"...\""),
        VerdictKind.BelowFloor when isHandedOver => ("Read the failing cases below and mend the code, or lower the floor if it asks too much.", null),
        VerdictKind.Pass when verdict.Metrics.Any(m => m.State == MetricState.Rose) => ("Accept the new answers to keep the improvement; until then a fall back to the old level is not noticed.", Accept),
        VerdictKind.Pass when verdict.NewCases.Count + verdict.EditedCases.Count > 0 => ("Nothing to mend. New and edited cases are compared after you accept them.", Accept),
        VerdictKind.Pass or VerdictKind.MatchesBaseline => (Nothing, null),
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
        VerdictKind.NotEvaluated when VerdictDiagnostics.IsAllSkipped(verdict) => ("Take 'skip' from a case; nothing holds what this suite is about.", null),
        VerdictKind.NotEvaluated => ("Ask the model and judge:", "dotnet build -t:LlmEval"),
        VerdictKind.ModelMissing => ("Bring the model's file or key here and run again; or leave this suite to a machine that has it (LlmEvalMissingModel=skip).", "dotnet build -t:LlmEval"),
        VerdictKind.Incomparable => ("Look through the scores below. Accept them, or undo the change of the check.", Accept),
        _ => ("Accept on your machine and commit the file below 'baselines'.", Accept),
    };
}
