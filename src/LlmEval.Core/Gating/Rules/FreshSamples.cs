using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>What a case came to that is drawn again when it fails.</summary>
internal enum FreshOutcome
{
    /// <summary>No first sample failed.</summary>
    Passes,

    /// <summary>It would pass if what could not be scored had passed.</summary>
    Unscored,

    /// <summary>A first sample failed, the fresh ones passed.</summary>
    Unstable,

    /// <summary>A first sample failed and a fresh one too.</summary>
    Fails,

    /// <summary>A first sample failed, and the fresh ones are not there yet.</summary>
    Open,
}

/// <summary>
/// The rule of what may not fail even once: a case fails when one of its first samples does and one of three fresh ones does too; under deterministic sampling one fresh
/// sample stands for the three. A sample that could not be scored is no pass.
/// </summary>
/// <param name="input">What is judged.</param>
/// <param name="first">First samples of each case.</param>
/// <param name="looksAt">Whether the metric of a column counts.</param>
internal sealed class FreshSamples(GateInput input, int first, Func<int, bool> looksAt)
{
    private const int Wanted = 3;

    private enum Sampled { Passes, Unscored, Fails }

    /// <summary>Judges a case.</summary>
    public FreshOutcome Judge(CaseScores item)
    {
        Sampled before = Worst(item, 0, first);
        if (before != Sampled.Fails) { return before == Sampled.Unscored ? FreshOutcome.Unscored : FreshOutcome.Passes; }

        int there = There(item);
        Sampled fresh = Worst(item, first, first + there);
        return fresh == Sampled.Fails ? FreshOutcome.Fails
            : there < Count ? FreshOutcome.Open
            : fresh == Sampled.Unscored ? FreshOutcome.Unscored : FreshOutcome.Unstable;
    }

    /// <summary>What an open case needs.</summary>
    public SampleRequest Need(CaseScores item) => new(item.Id, first + There(item), Count - There(item));

    private int Count => input.IsDeterministic ? 1 : Wanted;

    private int There(CaseScores item) => Math.Clamp(item.Samples.Count - first, 0, Count);

    /// <summary>The worst of some samples.</summary>
    private Sampled Worst(CaseScores item, int from, int to)
    {
        Sampled worst = Sampled.Passes;
        for (int r = from; r < Math.Min(to, item.Samples.Count); r++)
        {
            ScoreCell[] row = item.Samples[r];
            for (int c = 0; c < row.Length; c++)
            {
                if (!looksAt(c)) { continue; }

                if (row[c].IsUnscored()) { worst = Sampled.Unscored; }
                else if (row[c] is { State: CellState.Scored, Passed: false }) { return Sampled.Fails; }
            }
        }

        return worst;
    }
}
