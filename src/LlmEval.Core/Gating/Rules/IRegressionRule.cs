namespace LlmEval.Gating.Rules;

/// <summary>
/// How falls are told from noise. A rule sees all the metrics of a suite that it compares, because what it states is one rate for all of them; it may ask
/// for fresh samples. <see cref="RegressionRules"/> chooses it.
/// </summary>
internal interface IRegressionRule
{
    /// <summary>Its name in verdicts.</summary>
    string Name { get; }

    /// <summary>Judges metrics with at least one pair each.</summary>
    /// <param name="compared">The metrics.</param>
    /// <param name="input">Everything that decides.</param>
    /// <param name="needs">Where requests for fresh samples go.</param>
    /// <returns>One result a metric, in their order; not final while something is needed.</returns>
    RuleResult[] Judge(IReadOnlyList<PairedMetric> compared, GateInput input, List<SampleRequest> needs);
}
