using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring;
using LlmEval.Scoring.Judges;

namespace LlmEval;

/// <summary>Finds out how far the judges of a suite can be trusted on the answers of one model.</summary>
internal sealed class JudgeTrust
{
    private readonly SuiteBinding _suite;
    private readonly JudgeHosts _hosts;
    private readonly IScoringModels _models;
    private readonly Dictionary<string, (BoundCheck Check, List<JudgedAnswer> First)> _checks = new(StringComparer.Ordinal);

    /// <summary>Creates it; nothing is asked.</summary>
    /// <param name="suite">The suite, its cases read.</param>
    /// <param name="hosts">The judges.</param>
    /// <param name="models">Asks them.</param>
    public JudgeTrust(SuiteBinding suite, JudgeHosts hosts, IScoringModels models)
    {
        (_suite, _hosts, _models) = (suite, hosts, models);
        Know(suite.Checks.Suite);
    }

    /// <summary>
    /// What the baseline knows of the judges; null when it knows not all, or people labelled answers since.
    /// </summary>
    public IReadOnlyList<JudgeState>? Known(Baseline? baseline)
    {
        List<JudgeState> states = [];
        foreach (Metric metric in _suite.Metrics.Where(m => m.IsJudged))
        {
            JudgeState? state = Stored(baseline, metric.Name);
            if (state is null || (_checks.TryGetValue(metric.Name, out var known) && known.Check.JudgeScorer!.LabelsKey != state.LabelsKey)) { return null; }

            states.Add(state);
        }

        return states;
    }

    /// <summary>Takes in a case's first answers.</summary>
    public void Take(DrawnCase drawn)
    {
        Know(drawn.Case.Checks);
        if (_checks.Count == 0 || drawn.Samples.Count == 0) { return; }

        foreach (BoundCheck check in drawn.Case.Checks.Checks)
        {
            if (check.JudgeScorer is not null && _checks[check.Metric.Name].First is { Count: < JudgeHealth.Twice } first)
            {
                first.Add(new JudgedAnswer(drawn.Case.Planned.Case, drawn.Samples[0], drawn.Case.Planned) { Samples = drawn.Samples });
            }
        }
    }

    /// <summary>Lets the judges judge answers again, and those that people labelled.</summary>
    /// <exception cref="AnswerNotDrawnException">A judgement is not cached and may not be drawn.</exception>
    /// <exception cref="LlmEvalException">A judge is missing, or a limit of the run was reached.</exception>
    public async Task<IReadOnlyList<JudgeState>> AssessAsync(Baseline? baseline, CancellationToken cancellationToken)
    {
        List<JudgeState> states = [];
        foreach ((string metric, (BoundCheck check, List<JudgedAnswer> first)) in _checks.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            JudgeState? stored = first.Count == 0 ? Stored(baseline, metric) : null;
            JudgeState state = stored is not null && stored.LabelsKey == check.JudgeScorer!.LabelsKey ? stored
                : await JudgeHealth.AssessAsync(check, first, _models, cancellationToken).ConfigureAwait(false);

            // Scores that are the baseline's were found stable when it was accepted.
            if (stored is not null) { state = state with { JudgedTwice = stored.JudgedTwice, Changed = stored.Changed, IsStable = stored.IsStable }; }

            states.Add(state with { IsPinned = IsPinned(_hosts.Of(state.Judge)) });
        }

        return states;
    }

    private void Know(CheckSet checks)
    {
        foreach (BoundCheck check in checks.Checks)
        {
            if (check.JudgeScorer is not null) { _checks.TryAdd(check.Metric.Name, (check, [])); }
        }
    }

    /// <summary>Known by its hash, or asked by the name of one version: a vendor has no more to offer.</summary>
    private static bool IsPinned((ModelBinding Model, ModelIdentity? Identity, ModelHost? Host) judge) =>
        judge.Identity is { IsPinned: true } || DatedName.Is(judge.Model.Spec["Model"] ?? judge.Model.Spec["Deployment"]);

    private static JudgeState? Stored(Baseline? baseline, string metric) =>
        baseline?.IndexOfMetric(metric) is >= 0 and int index ? baseline.Metrics[index].Judge : null;
}
