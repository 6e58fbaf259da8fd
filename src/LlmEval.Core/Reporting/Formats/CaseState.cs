namespace LlmEval.Reporting.Formats;

/// <summary>What a case is as a test.</summary>
public enum CaseState
{
    /// <summary>Nothing to object, also where single samples fail and the gate does not take the case for lost.</summary>
    Passed,

    /// <summary>It is must-pass and failed, the gate confirmed it as lost, or there is no baseline of it and a check fails.</summary>
    Failed,

    /// <summary>It fails as it did in the baseline: not the fault of this change.</summary>
    KnownFailure,

    /// <summary>It could not be scored: neither pass nor failure.</summary>
    Unscored,

    /// <summary>There is no answer to judge.</summary>
    NotEvaluated,

    /// <summary>Its author skips it: neither asked nor judged.</summary>
    Skipped,
}
