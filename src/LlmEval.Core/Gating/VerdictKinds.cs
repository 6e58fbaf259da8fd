namespace LlmEval.Gating;

/// <summary>The one table of what a kind of verdict means to a caller.</summary>
public static class VerdictKinds
{
    /// <summary>
    /// The exit status of a command whose worst verdict is of this kind: 0 nothing to object, 1 the answers got worse, 2 not
    /// enough could be scored, 3 not evaluated, 4 cannot be compared until someone accepts, 7 (5 and 6 are those of mistakes and of the machine) the model changed under its name.
    /// </summary>
    public static int ExitStatus(this VerdictKind kind) => kind switch
    {
        VerdictKind.Pass or VerdictKind.MatchesBaseline or VerdictKind.NoBaseline or VerdictKind.Partial => 0,
        VerdictKind.MustPass or VerdictKind.ZeroTolerance or VerdictKind.Regression or VerdictKind.BelowFloor or VerdictKind.OverBudget or VerdictKind.Vanished => 1,
        VerdictKind.Error => 2,
        VerdictKind.NotEvaluated or VerdictKind.ModelMissing => 3,
        VerdictKind.ModelChanged => 7,
        _ => 4,
    };

    /// <summary>The kind in a few words, as it is printed.</summary>
    public static string Words(this VerdictKind kind) => kind switch
    {
        VerdictKind.Pass => "pass",
        VerdictKind.MatchesBaseline => "matches baseline",
        VerdictKind.NoBaseline => "no baseline",
        VerdictKind.Partial => "PARTIAL",
        VerdictKind.MustPass => "MUST-PASS FAILED",
        VerdictKind.ZeroTolerance => "ZERO TOLERANCE",
        VerdictKind.ModelChanged => "MODEL CHANGED",
        VerdictKind.OverBudget => "OVER BUDGET",
        VerdictKind.Regression => "REGRESSION",
        VerdictKind.BelowFloor => "BELOW FLOOR",
        VerdictKind.Vanished => "VANISHED",
        VerdictKind.Error => "ERROR",
        VerdictKind.NotEvaluated => "NOT EVALUATED",
        VerdictKind.ModelMissing => "NOT EVALUATED (model missing)",
        VerdictKind.Incomparable => "INCOMPARABLE",
        _ => "BASELINE REQUIRED",
    };
}
