using LlmEval.Statistics;
using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>
/// Pass or fail under deterministic sampling: there is no noise to test against, so cases are counted. The metric fell when it lost
/// more cases than it won, by more than the allowance. Before that is said, the lost cases are run once more: one that is
/// fine then is unstable, not lost. McNemar's p is told and decides nothing.
/// </summary>
internal sealed class ExactRule : IRegressionRule
{
    public string Name => "exact";

    public RuleResult[] Judge(IReadOnlyList<PairedMetric> compared, GateInput input, List<SampleRequest> needs) =>
        [.. compared.Select(pairs => Judge(pairs, input.Plan.Regression, needs))];

    private static RuleResult Judge(PairedMetric pairs, RegressionSettings settings, List<SampleRequest> needs)
    {
        int allowance = settings.Allowance.Of(pairs.Count);
        int[] lost = pairs.Changed(-1), won = pairs.Changed(1);
        List<int> confirmed = [], unstable = [];
        if (lost.Length - won.Length <= allowance)
        {
            confirmed.AddRange(lost);
        }
        else
        {
            foreach (int i in lost)
            {
                if (!pairs.IsSame[i] && pairs.Cases[i].Samples.Count <= pairs.FirstSamples)
                {
                    needs.Add(new SampleRequest(pairs.Cases[i].Id, pairs.FirstSamples, 1));
                }

                (IsFineAgain(pairs, i) ? unstable : confirmed).Add(i);
            }
        }

        int net = confirmed.Count - won.Length;
        return new RuleResult
        {
            State = net > allowance ? MetricState.Fell : -net > allowance ? MetricState.Rose : MetricState.Held,
            Allowance = allowance,
            PValue = McNemarExact.Worse(confirmed.Count, won.Length),
            Lost = pairs.Ids(confirmed),
            Won = pairs.Ids(won),
            Unstable = pairs.Ids(unstable),
            SamplesUsed = pairs.Count + (lost.Length - won.Length <= allowance ? 0 : lost.Length),
        };
    }

    /// <summary>A fresh sample that could not be scored does not undo a loss.</summary>
    private static bool IsFineAgain(PairedMetric pairs, int index)
    {
        IReadOnlyList<ScoreCell[]> rows = pairs.Cases[index].Samples;
        if (rows.Count <= pairs.FirstSamples) { return false; }

        ScoreCell cell = rows[pairs.FirstSamples][pairs.Column];
        double sign = pairs.Metric.HigherIsBetter ? 1 : -1;
        return cell.State == CellState.Scored && sign * (cell.Value - pairs.Before[index]) >= 0;
    }
}
