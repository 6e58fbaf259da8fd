using LlmEval.Model;
using LlmEval.Statistics;

namespace LlmEval.Gating.Rules;

/// <summary>
/// For models that are too dear for more samples than it takes: looks after 1, 2 ... samples a case, with O'Brien and Fleming's bounds (Lan and DeMets 1983), which spend the stated
/// rate over the looks. A metric fell when its z reaches the bound of a look, and is cleared when the lower end of its one-sided interval is above minus <see cref="ErrorBudget.Margin"/>; what is neither
/// is looked at again with one sample more a case, up to the plan's number of first samples. The rate is divided by the compared metrics and the suites of the build.
/// </summary>
internal sealed class SequentialRule : IRegressionRule
{
    private const double OneSided95 = 1.6448536269514722;

    public string Name => "sequential";

    public RuleResult[] Judge(IReadOnlyList<PairedMetric> compared, GateInput input, List<SampleRequest> needs)
    {
        ErrorBudget budget = input.Plan.Regression.Budget;

        // Where nothing more can be drawn there is one look, which may spend all of it.
        int last = input.CanDraw ? input.Sampling.First : 1;
        double tests = (double)compared.Count * input.Family;
        double[] fractions = [.. Enumerable.Range(1, last).Select(k => (double)k / last)];
        double[] bounds = GroupSequential.Bounds(budget.Mean / tests, fractions, SpendingFunction.OBrienFleming);
        RuleResult[] results = new RuleResult[compared.Count];
        bool isOpen = false, fell = false;
        for (int m = 0; m < results.Length; m++)
        {
            PairedMetric pairs = compared[m];
            int look = Math.Clamp(pairs.FirstSamples, 1, last);
            (double mean, double p) = OneSided.Worse(pairs.Differences(oriented: true), pairs.Clusters, pairs.IsSame);
            double least = Math.Max((budget.MinEffect * pairs.Scale) - 1e-12, double.Epsilon);
            bool hasFallen = pairs.Count > 1 && Normal.UpperInverse(p) >= bounds[look - 1] && mean <= -least;
            double error = pairs.Test()?.StandardError ?? double.PositiveInfinity;
            bool isClear = mean - (Math.Max(bounds[look - 1], OneSided95) * error) > -ErrorBudget.Margin * pairs.Scale;
            fell |= hasFallen;
            isOpen |= !hasFallen && !isClear && look < last && pairs.Changes > 0;
            results[m] = new RuleResult
            {
                State = hasFallen ? MetricState.Fell : pairs.Count < 2 ? MetricState.TooFew : MetricState.Held,
                MeanFell = hasFallen,
                PValue = pairs.Count < 2 ? null : p,
                AdjustedPValue = pairs.Count < 2 ? null : Math.Min(1, p * tests),
                Alpha = budget.Mean,
                SamplesUsed = pairs.Count * Math.Max(look, input.CanDraw ? 1 : pairs.FirstSamples),
                Lost = pairs.Ids(pairs.Changed(-1)),
                Won = pairs.Ids(pairs.Changed(1)),
            };
        }

        // One fall fails the suite, whatever the others would come to.
        if (isOpen && !fell) { AskForOneMore(compared, needs); }

        return results;
    }

    private static void AskForOneMore(IReadOnlyList<PairedMetric> compared, List<SampleRequest> needs)
    {
        HashSet<string> asked = new(StringComparer.Ordinal);
        foreach (PairedMetric pairs in compared)
        {
            for (int i = 0; i < pairs.Count; i++)
            {
                CaseScores item = pairs.Cases[i];
                if (!pairs.IsSame[i] && item.Samples.Count <= pairs.FirstSamples && asked.Add(item.Id)) { needs.Add(new SampleRequest(item.Id, item.Samples.Count, 1)); }
            }
        }
    }
}
