using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites.Variants.Perturb;

namespace LlmEval.Scoring.Robustness;

/// <summary>What the checks over perturbed variants have in common.</summary>
internal static class PerturbOptions
{
    /// <summary>The key <c>of</c>.</summary>
    public static CheckOption Of { get; } = new("of", "texts", "The metrics to compare. Default: every metric that decides and has a bounded score.");

    /// <summary>Begins scorers that compare what the options name; null after a mistake.</summary>
    public static Func<ISuiteScorer>? Bind(CheckOptions options, bool byActual, Func<ComparedMetrics, IReadOnlyList<KindComparison>, SuiteScorerResult> judge)
    {
        if (options.Scope.Suite is { } suite && !suite.Expanders.OfType<PerturbExpander>().Any())
        {
            options.Diagnostics.Add(Diagnostics.MissingKey, options.Keys.Location,
                $"The check '{options.Name}' compares the variants that 'perturb:' of the suite makes, and the suite has none. Add for instance 'perturb: [typos, spacing]'.");
            return null;
        }

        ComparedMetrics metrics = ComparedMetrics.Read(options);
        return () => new PerturbScorer(metrics, byActual, kinds => judge(metrics, kinds));
    }

    /// <summary>All kinds of each metric together.</summary>
    public static IReadOnlyList<KindComparison> ByMetric(IReadOnlyList<KindComparison> kinds) => [.. kinds.GroupBy(k => k.Metric, StringComparer.Ordinal).Select(g =>
    {
        Comparison all = new();
        foreach (KindComparison kind in g) { all.Add(kind.Pairs); }

        return new KindComparison(g.Key, "all", all);
    })];
}
