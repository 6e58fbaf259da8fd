using LlmEval.Gating.Budgets;
using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>
/// No new violation: a case that fails the metric, and of which no sample of the baseline failed it, is drawn again (<see cref="FreshSamples"/>) and must not fail again. Of a new or edited case, of
/// one without a baseline, and where another scorer gave the baseline's scores, nothing is known, so that every failure is new. What the baseline needs to remember is in its scores: an accepted
/// violation is a sample that failed.
/// </summary>
internal sealed class ZeroToleranceRule
{
    private readonly List<ZeroToleranceVerdict> _verdicts = [];

    /// <summary>An entry a metric, in the order of the suite's list.</summary>
    public IReadOnlyList<ZeroToleranceVerdict> Verdicts => _verdicts;

    public List<SampleRequest> Needs { get; } = [];

    public static ZeroToleranceRule Judge(GateInput input, IReadOnlyList<CaseScores> cases, int first, Pairing pairing)
    {
        ZeroToleranceRule rule = new();
        foreach (ZeroToleranceBound bound in input.Plan.ZeroTolerance)
        {
            int column = IndexOf(input.Metrics, bound.Metric);
            if (column >= 0) { rule._verdicts.Add(rule.Judge(input, cases, first, pairing, bound, column)); }
        }

        return rule;
    }

    private ZeroToleranceVerdict Judge(GateInput input, IReadOnlyList<CaseScores> cases, int first, Pairing pairing, ZeroToleranceBound bound, int column)
    {
        Metric metric = input.Metrics[column];

        // As with floors: where a model judges, its mistakes are the violations, so that it must agree with itself and with people.
        if (!input.HoldsBounds(metric.Name) || !TimesHere.MayJudge(input, metric)) { return new ZeroToleranceVerdict { Bound = bound, IsJudged = false }; }

        int before = input.Baseline?.IndexOfMetric(metric.Name) ?? -1;
        bool isSameScorer = before >= 0 && string.Equals(input.Baseline!.Metrics[before].ScorerKey, metric.ScorerKey, StringComparison.Ordinal);
        FreshSamples fresh = new(input, first, c => c == column);
        List<string> violations = [], unstable = [], unscored = [], known = [], gone = [];
        for (int i = 0; i < cases.Count; i++)
        {
            CaseScores item = cases[i];
            if (isSameScorer && pairing.Partner[i] is >= 0 and int partner && Failed(input.Baseline!.Cases[partner], before, int.MaxValue))
            {
                (Failed(item, column, first) ? known : gone).Add(item.Id);
                continue;
            }

            switch (fresh.Judge(item))
            {
                case FreshOutcome.Fails: violations.Add(item.Id); break;
                case FreshOutcome.Unstable: unstable.Add(item.Id); break;
                case FreshOutcome.Unscored: unscored.Add(item.Id); break;
                case FreshOutcome.Open when !input.CanDraw: violations.Add(item.Id); break;
                case FreshOutcome.Open: Needs.Add(fresh.Need(item)); break;
            }
        }

        return new ZeroToleranceVerdict { Bound = bound, Violations = violations, Unstable = unstable, Unscored = unscored, Known = known, Gone = gone };
    }

    private static bool Failed(CaseScores item, int column, int samples)
    {
        for (int r = 0; r < Math.Min(samples, item.Samples.Count); r++)
        {
            if (item.Samples[r][column] is { State: CellState.Scored, Passed: false }) { return true; }
        }

        return false;
    }

    private static int IndexOf(IReadOnlyList<Metric> metrics, string name)
    {
        for (int i = 0; i < metrics.Count; i++)
        {
            if (string.Equals(metrics[i].Name, name, StringComparison.Ordinal)) { return i; }
        }

        return -1;
    }
}
