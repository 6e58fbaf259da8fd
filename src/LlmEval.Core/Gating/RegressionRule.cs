namespace LlmEval.Gating;

/// <summary>How a fall against the baseline is told from noise.</summary>
public enum RegressionRule
{
    /// <summary>Screen and combine, see <see cref="ErrorBudget"/>; where samples are bound to be identical, what <see cref="Deterministic"/> does.</summary>
    Default,

    /// <summary>One sample a case: lost cases are counted, graded scores get a single test.</summary>
    Deterministic,

    /// <summary>Looks after each sample a case and stops as soon as the verdict is clear: for models that are too dear for a baseline with samples held back.</summary>
    Sequential,
}
