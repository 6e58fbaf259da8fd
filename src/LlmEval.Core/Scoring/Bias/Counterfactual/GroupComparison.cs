using LlmEval.Scoring.Comparisons;

namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>A group compared with its reference by one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Slot">The variables that differ.</param>
/// <param name="Group">The group.</param>
/// <param name="Reference">What it is compared with.</param>
/// <param name="Pairs">The matched pairs.</param>
internal sealed record GroupComparison(string Metric, string Slot, string Group, string Reference, Comparison Pairs)
{
    /// <summary>For a person: <c>category, name: a against b</c>.</summary>
    public override string ToString() => $"{Metric}, {Slot}: {Group} against {Reference}";
}
