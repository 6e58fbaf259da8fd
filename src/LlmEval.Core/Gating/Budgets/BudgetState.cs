namespace LlmEval.Gating.Budgets;

/// <summary>What a bound of a budget came to.</summary>
public enum BudgetState
{
    /// <summary>It is kept.</summary>
    Within,

    /// <summary>It is not kept.</summary>
    Over,

    /// <summary>What it bounds is not known of every answer, so that it cannot be judged: an error, never a pass.</summary>
    Unknown,

    /// <summary>It bounds a rise, and the baseline does not say what its answers used.</summary>
    Incomparable,

    /// <summary>It bounds a time that another machine measured, or nobody knows which; it decides nothing.</summary>
    NotMeasuredHere,

    /// <summary>It was not judged: of a part of the suite, or a rise without a baseline.</summary>
    NotJudged,
}
