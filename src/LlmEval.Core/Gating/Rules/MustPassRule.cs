using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>
/// A must-pass case fails when one of its first samples fails a check that decides and a fresh one does too, see <see cref="FreshSamples"/>.
/// </summary>
internal sealed class MustPassRule
{
    private readonly GateInput _input;
    private readonly int _first;
    private readonly FreshSamples _fresh;

    private MustPassRule(GateInput input, int first) => (_input, _first, _fresh) = (input, first, Fresh(input, first));

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

    private static FreshSamples Fresh(GateInput input, int first)
    {
        bool[] decides = [.. input.Metrics.Select(m => m.Decides && TimesHere.MayJudge(input, m))];
        return new FreshSamples(input, first, column => decides[column]);
    }

    private void Judge(CaseScores item, bool sameScorers)
    {
        switch (_fresh.Judge(item))
        {
            case FreshOutcome.Passes when !HasLostItsJudges(item): break;
            case FreshOutcome.Passes or FreshOutcome.Unscored: Unscored.Add(item.Id); break;
            case FreshOutcome.Unstable: Unstable.Add(item.Id); break;
            case FreshOutcome.Fails: Failed.Add(item.Id); break;
            default:
                switch (Remembered(item, sameScorers))
                {
                    case MustPassState.Failed: Failed.Add(item.Id); break;
                    case MustPassState.Unstable: Unstable.Add(item.Id); break;
                    case var _ when !_input.CanDraw: Failed.Add(item.Id); break;
                    default: Needs.Add(_fresh.Need(item)); break;
                }

                break;
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
}
