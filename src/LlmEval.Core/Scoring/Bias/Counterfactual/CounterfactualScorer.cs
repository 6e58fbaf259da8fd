using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites.Variants;
using LlmEval.Suites.Variants.Counterfactual;

namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>Collects the variants that <c>counterfactual:</c> made and compares each group with its reference.</summary>
internal sealed class CounterfactualScorer(ComparedMetrics metrics, Func<IReadOnlyList<GroupComparison>, SuiteScorerResult> judge) : ISuiteScorer
{
    private readonly Dictionary<(string Base, string Slot, string Pair, string Metric, string Group), SampledScores> _scores = [];
    private readonly List<(CaseVariant Variant, string Cluster, string Metric)> _order = [];
    private int _variants;

    /// <inheritdoc/>
    public void Add(ScoredCase scored)
    {
        if (scored.Case.Variant is not { Maker: CounterfactualExpander.Key } variant) { return; }

        _variants++;
        foreach (string metric in scored.Scores.SelectMany(s => s).Select(s => s.Metric).Distinct(StringComparer.Ordinal).Where(metrics.Takes))
        {
            if (SampledScores.Of(scored, metric) is not { } scores) { continue; }

            _scores[(variant.BaseId, Fact(variant, CounterfactualExpander.SlotFact), Fact(variant, CounterfactualExpander.PairFact), metric, Fact(variant, CounterfactualExpander.GroupFact))] = scores;
            _order.Add((variant, scored.Case.Cluster ?? variant.BaseId, metric));
        }
    }

    /// <inheritdoc/>
    public SuiteScorerResult Result()
    {
        if (_variants == 0) { return SuiteScorerResult.Unscored("no case has a variable of a slot of 'counterfactual:', so that there is nothing to compare"); }

        string[] unknown = [.. metrics.Named.Where(n => !_order.Exists(o => o.Metric == n))];
        if (unknown.Length > 0) { return SuiteScorerResult.Unscored($"no variant has a score of the metric {Quote.Short(unknown[0])}"); }

        Dictionary<(string Metric, string Slot, string Group), GroupComparison> groups = [];
        foreach ((CaseVariant variant, string cluster, string metric) in _order)
        {
            (string slot, string group, string reference, string pair) = (Fact(variant, CounterfactualExpander.SlotFact), Fact(variant, CounterfactualExpander.GroupFact),
                Fact(variant, CounterfactualExpander.ReferenceFact), Fact(variant, CounterfactualExpander.PairFact));
            if (group == reference || !_scores.TryGetValue((variant.BaseId, slot, pair, metric, reference), out SampledScores? other)) { continue; }

            if (!groups.TryGetValue((metric, slot, group), out GroupComparison? comparison))
            {
                groups.Add((metric, slot, group), comparison = new GroupComparison(metric, slot, group, reference, new Comparison()));
            }

            comparison.Pairs.Add(cluster, _scores[(variant.BaseId, slot, pair, metric, group)], other);
        }

        return groups.Count == 0
            ? SuiteScorerResult.Unscored("no variant could be compared with its reference: samples without a score on one side of every pair")
            : judge([.. groups.Values.OrderBy(g => g.Metric, StringComparer.Ordinal)]);
    }

    private static string Fact(CaseVariant variant, string name) => variant.Facts.GetValueOrDefault(name, string.Empty);
}
