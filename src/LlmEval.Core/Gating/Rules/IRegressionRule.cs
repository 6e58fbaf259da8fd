namespace LlmEval.Gating.Rules;

/// <summary>
/// How a fall of one metric is told from noise. The room for further rules: a rule sees the compared cases of one metric, may ask
/// for fresh samples, and answers; <see cref="RegressionRules"/> chooses it.
/// </summary>
internal interface IRegressionRule
{
    /// <summary>Its name in verdicts.</summary>
    string Name { get; }

    /// <summary>Judges at least one pair.</summary>
    RuleResult Judge(PairedMetric pairs, RegressionSettings settings);
}
