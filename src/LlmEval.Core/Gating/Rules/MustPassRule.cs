using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>
/// A must-pass case fails when one of its first samples fails a gated check and one of three fresh ones does too; under deterministic
/// sampling one fresh sample stands for the three. A sample that could not be scored is no pass.
/// </summary>
internal sealed class MustPassRule
{
    private enum Outcome { Passes, Unscored, Fails }

    private const int FreshSamples = 3;
    private readonly GateInput _input;
    private readonly int _first;

    private MustPassRule(GateInput input, int first) => (_input, _first) = (input, first);

    public List<string> Failed { get; } = [];

    public List<string> Unstable { get; } = [];

    /// <summary>Cases that would pass if what could not be scored had passed.</summary>
    public List<string> Unscored { get; } = [];

    public List<SampleRequest> Needs { get; } = [];

    public static MustPassRule Judge(GateInput input, IReadOnlyList<CaseScores> cases, int firstSamples, bool sameScorers)
    {
        MustPassRule rule = new(input, firstSamples);
        foreach (CaseScores item in cases)
        {
            if (item.MustPass) { rule.Judge(item, sameScorers); }
        }

        return rule;
    }

    private void Judge(CaseScores item, bool sameScorers)
    {
        Outcome first = Worst(item, 0, _first);
        if (first != Outcome.Fails)
        {
            if (first == Outcome.Unscored || HasLostItsJudges(item)) { Unscored.Add(item.Id); }

            return;
        }

        int wanted = _input.IsDeterministic ? 1 : FreshSamples;
        int there = Math.Clamp(item.Samples.Count - _first, 0, wanted);
        Outcome fresh = Worst(item, _first, _first + there);
        if (fresh == Outcome.Fails) { Failed.Add(item.Id); }
        else if (there == wanted) { (fresh == Outcome.Unscored ? Unscored : Unstable).Add(item.Id); }
        else
        {
            switch (Remembered(item, sameScorers))
            {
                case MustPassState.Failed: Failed.Add(item.Id); break;
                case MustPassState.Unstable: Unstable.Add(item.Id); break;
                default: Needs.Add(new SampleRequest(item.Id, _first + there, wanted - there)); break;
            }
        }
    }

    /// <summary>What the baseline says of a case whose answers and scores cannot have changed.</summary>
    private MustPassState Remembered(CaseScores item, bool sameScorers)
    {
        bool same = sameScorers && _input.Baseline!.HasSame(item);
        return same ? _input.Baseline!.MustPass[_input.Baseline.IndexOf(item.Id)] : MustPassState.None;
    }

    /// <summary>Whether judges that do not agree with themselves leave nothing by which the case could fail: that is no pass.</summary>
    private bool HasLostItsJudges(CaseScores item)
    {
        if (!_input.Judges.Any(j => j.IsAdvisory)) { return false; }

        bool hasJudge = false;
        foreach (ScoreCell[] row in item.Samples.Take(_first))
        {
            for (int c = 0; c < row.Length; c++)
            {
                if (row[c].State == CellState.Absent) { continue; }

                if (_input.Metrics[c].Decides) { return false; }

                hasJudge |= _input.JudgeOf(_input.Metrics[c].Name) is { IsAdvisory: true };
            }
        }

        return hasJudge;
    }

    /// <summary>The worst of some samples.</summary>
    private Outcome Worst(CaseScores item, int from, int to)
    {
        Outcome worst = Outcome.Passes;
        for (int r = from; r < Math.Min(to, item.Samples.Count); r++)
        {
            ScoreCell[] row = item.Samples[r];
            for (int c = 0; c < row.Length; c++)
            {
                if (!_input.Metrics[c].Decides) { continue; }

                bool unscored = row[c].IsUnscored();
                if (unscored) { worst = Outcome.Unscored; }
                else if (row[c] is { State: CellState.Scored, Passed: false }) { return Outcome.Fails; }
            }
        }

        return worst;
    }
}
