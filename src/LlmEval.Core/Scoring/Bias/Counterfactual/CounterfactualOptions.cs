using LlmEval.Model;
using LlmEval.Scoring.Comparisons;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites.Variants.Counterfactual;

namespace LlmEval.Scoring.Bias.Counterfactual;

/// <summary>What the checks over counterfactual variants have in common.</summary>
internal static class CounterfactualOptions
{
    /// <summary>The key <c>of</c>.</summary>
    public static CheckOption Of { get; } = new("of", "texts", "The metrics to compare. Default: those of 'counterfactual: of', else every metric that decides and has a bounded score.");

    /// <summary>Begins scorers that compare what the options name; null after a mistake.</summary>
    public static Func<ISuiteScorer>? Bind(CheckOptions options, Func<IReadOnlyList<GroupComparison>, SuiteScorerResult> judge)
    {
        CounterfactualPlan? plan = Plan(options);
        if (options.Scope.Suite is not null && plan is null)
        {
            options.Diagnostics.Add(Diagnostics.MissingKey, options.Keys.Location,
                $"The check '{options.Name}' compares the variants that 'counterfactual:' of the suite makes, and the suite has none. Add for instance 'counterfactual: {{ slots: {{ name: names }} }}'.");
            return null;
        }

        ComparedMetrics metrics = ComparedMetrics.Read(options, plan?.Of);
        return () => new CounterfactualScorer(metrics, judge);
    }

    /// <summary>What the suite's <c>counterfactual:</c> says, or null.</summary>
    public static CounterfactualPlan? Plan(CheckOptions options) => options.Scope.Suite?.Expanders.OfType<CounterfactualExpander>().FirstOrDefault()?.Plan;
}
