using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Model;
using LlmEval.Scoring.Cost;

namespace LlmEval.Evaluating;

/// <summary>Keeps what the first samples of a suite's cases used, as far as its gate asks for it, and which machine measured their times.</summary>
internal sealed class UsageLedger(GatePlan plan)
{
    private string? _machine;
    private bool _any;
    private bool _isMixed;

    /// <summary>The one machine that measured all times so far; null when it was several or nobody knows. The baseline's while nothing is drawn.</summary>
    public string? MeasuredOn(Baseline? baseline) => !_any ? baseline?.Machine : _isMixed ? null : _machine;

    /// <summary>Whether the baseline says of a case what the budget asks for, so that its answers need not be looked for.</summary>
    public bool IsHeld(Baseline baseline, CaseScores item) =>
        plan.Budget is not { } budget || (baseline.IndexOf(item.Id) is >= 0 and int place && budget.IsSaidBy(baseline.Cases[place].Usage));

    /// <summary>Takes in the first samples of a case; one whose answers are not at hand is as the baseline says.</summary>
    public void Take(DrawnCase drawn, CaseScores known, Baseline? baseline)
    {
        if (drawn.Samples.Count == 0)
        {
            Note(baseline?.Machine);
            if (plan.Budget is not null && baseline is not null && baseline.IndexOf(known.Id) is >= 0 and int place && baseline.Cases[place].Usage is { } stored) { known.Take(stored); }

            return;
        }

        foreach (Sample sample in drawn.Samples)
        {
            if (sample.Trouble is not null) { continue; }

            foreach (Answer answer in sample.Answers) { Note(answer.Machine); }
        }

        if (plan.Budget is { } budget) { known.Take(CaseUsageMeter.Of(drawn.Samples, budget.NeedsSeconds, budget.NeedsFirstTokens)); }
    }

    private void Note(string? machine)
    {
        _isMixed |= machine is null || (_any && !string.Equals(machine, _machine, StringComparison.Ordinal));
        (_machine, _any) = (machine, true);
    }
}
