using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites.Variants;
using LlmEval.Suites.Variants.Perturb;

namespace LlmEval.Scoring.Robustness;

/// <summary>Collects the variants that <c>perturb:</c> made and compares each with its original.</summary>
internal sealed class PerturbScorer(ComparedMetrics metrics, bool byActual, Func<IReadOnlyList<KindComparison>, SuiteScorerResult> judge) : ISuiteScorer
{
    private readonly Dictionary<(string Case, string Metric), SampledScores> _originals = [];
    private readonly Dictionary<(string Metric, string Kind), KindComparison> _kinds = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _variants;

    /// <inheritdoc/>
    public void Add(ScoredCase scored)
    {
        CaseVariant? variant = scored.Case.Variant;
        if (variant is { Maker: not PerturbExpander.Key }) { return; }

        _variants += variant is null ? 0 : 1;
        foreach (string metric in scored.Scores.SelectMany(s => s).Select(s => s.Metric).Distinct(StringComparer.Ordinal).Where(metrics.Takes))
        {
            _seen.Add(metric);
            if (SampledScores.Of(scored, metric, byActual) is not { } scores) { continue; }

            // A case is told before its variants.
            if (variant is null) { _originals[(scored.Case.Id, metric)] = scores; }
            else if (_originals.TryGetValue((variant.BaseId, metric), out SampledScores? original))
            {
                if (!_kinds.TryGetValue((metric, variant.Name), out KindComparison? kind)) { _kinds.Add((metric, variant.Name), kind = new KindComparison(metric, variant.Name, new Comparison())); }

                kind.Pairs.Add(scored.Case.Cluster ?? variant.BaseId, scores, original);
            }
        }
    }

    /// <inheritdoc/>
    public SuiteScorerResult Result()
    {
        if (_variants == 0) { return SuiteScorerResult.Unscored("'perturb:' could change no case, so that there is nothing to compare"); }

        if (metrics.Named.FirstOrDefault(n => !_seen.Contains(n)) is { } unknown) { return SuiteScorerResult.Unscored($"no case has a score of the metric {Quote.Short(unknown)}"); }

        return _kinds.Count == 0
            ? SuiteScorerResult.Unscored("no variant could be compared with its original: the original was not asked, or samples on one side of every pair have no score")
            : judge([.. _kinds.Values.OrderBy(k => k.Metric, StringComparer.Ordinal).ThenBy(k => k.Kind, StringComparer.Ordinal)]);
    }
}
