namespace LlmEval.Gating;

/// <summary>
/// What a verdict says. The order is the precedence: where several hold, the first one is the verdict's kind, the others are
/// among its findings. Exit statuses are in <see cref="VerdictKinds.ExitStatus"/>.
/// </summary>
public enum VerdictKind
{
    /// <summary>Too much could not be scored to say anything: neither pass nor failure.</summary>
    Error,

    /// <summary>The model, its file or its key is missing, so that nothing was judged.</summary>
    ModelMissing,

    /// <summary>Something that decides the answers changed and the new answers are not there.</summary>
    NotEvaluated,

    /// <summary>A must-pass case failed, and failed again.</summary>
    MustPass,

    /// <summary>Something that is never tolerated happened, and happened again.</summary>
    ZeroTolerance,

    /// <summary>Answers got worse, and so did those to the baseline's own prompt: the model changed under its name.</summary>
    ModelChanged,

    /// <summary>A metric fell against the baseline.</summary>
    Regression,

    /// <summary>A metric is below its floor (or above, where lower is better).</summary>
    BelowFloor,

    /// <summary>Answers use more money, tokens or time than the gate allows.</summary>
    OverBudget,

    /// <summary>A case or a metric of the baseline is no longer there.</summary>
    Vanished,

    /// <summary>A check changed, or no case is left that could be compared: needs to be accepted.</summary>
    Incomparable,

    /// <summary>There is no baseline where one is required (on CI).</summary>
    BaselineRequired,

    /// <summary>What was judged is fine, but a filter left the rest out.</summary>
    Partial,

    /// <summary>Floors and must-pass hold; there is no baseline to compare with.</summary>
    NoBaseline,

    /// <summary>Every key equals the baseline's: nothing changed, nothing was asked.</summary>
    MatchesBaseline,

    /// <summary>Judged, and nothing fell.</summary>
    Pass,
}
