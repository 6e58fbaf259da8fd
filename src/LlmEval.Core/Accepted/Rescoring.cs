using System.Globalization;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Accepted;

/// <summary>
/// When a check changed since the baseline: scores the answers that the baseline was accepted for by the changed check, so that the metric is compared as before. Without all of these answers it is not, and the
/// verdict says what is missing.
/// </summary>
internal sealed class Rescoring(SuiteRun suite, IReadOnlyList<Metric> metrics, GatePlan plan, SamplePlan sampling)
{
    /// <summary>The metrics that are compared and whose checks changed.</summary>
    public IReadOnlyList<Metric> Changed { get; } = suite.Baseline is not { } baseline ? [] :
        [.. metrics.Where(m => plan.Regression.Compares(m) && baseline.IndexOfMetric(m.Name) is >= 0 and int at && baseline.Metrics[at].ScorerKey != m.ScorerKey)];

    /// <summary>The baseline with the columns of the changed metrics scored anew; the baseline as it is, and why, where answers are missing.</summary>
    /// <param name="answers">Gives the baseline's answers.</param>
    /// <param name="cases">The suite's cases.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(Baseline Baseline, RescoredMetrics Said)> RunAsync(BaselineAnswers answers, IEnumerable<PlacedCase> cases, CancellationToken cancellationToken)
    {
        Baseline baseline = suite.Baseline!;
        CaseScores[] scored = [.. baseline.Cases];
        (int Now, int Then)[] columns = [.. Changed.Select(m => (Array.FindIndex([.. metrics], x => x.Name == m.Name), baseline.IndexOfMetric(m.Name)))];

        // Which numbers were held back is known where the plan is the one that they were drawn by.
        int held = baseline.HeldBackSamples > 0 && baseline.SamplesPerCase == sampling.First && baseline.HeldBackSamples == sampling.HeldBack ? baseline.HeldBackSamples : 0;
        List<string> missing = [];
        int unscored = 0, cells = 0;
        await foreach ((int place, ScoreCell[][]? first, ScoreCell[][]? back) in OrderedPipeline.RunAsync(
            cases.Where(c => IsCompared(baseline, c)), suite.Model.Provider.Concurrency(suite.Model.Spec), FindAsync, cancellationToken).ConfigureAwait(false))
        {
            if (first is null)
            {
                missing.Add(baseline.Cases[place].Id);
                continue;
            }

            if (back is null) { held = 0; }

            ScoreCell[][] rows = [.. first, .. back ?? []];
            IReadOnlyList<ScoreCell[]> stored = baseline.Cases[place].Samples;
            ScoreCell[][] with = [.. rows.Take(stored.Count).Select((row, r) => Replaced(stored[r], row, columns))];
            cells += with.Length * columns.Length;
            unscored += with.Sum(row => columns.Count(c => row[c.Then].State == CellState.Unscored));
            scored[place] = scored[place] with { Samples = with };
        }

        if (missing.Count > 0) { return (baseline, new RescoredMetrics { Missing = Why(missing) }); }

        if (unscored > Math.Max(2, 0.02 * cells))
        {
            return (baseline, new RescoredMetrics { Missing = string.Create(CultureInfo.InvariantCulture, $"{unscored} of {cells} of them could not be scored") });
        }

        // What was held back and cannot be scored again is held back no longer; every case has as many rows as the others.
        int count = baseline.SamplesPerCase + held;
        for (int i = 0; i < scored.Length; i++)
        {
            if (scored[i].Samples.Count > count) { scored[i] = scored[i] with { Samples = [.. scored[i].Samples.Take(count)] }; }
        }

        return (Of(baseline, scored, held), new RescoredMetrics { Names = [.. Changed.Select(m => m.Name)] });

        async ValueTask<(int Place, ScoreCell[][]? First, ScoreCell[][]? Back)> FindAsync(PlacedCase item, CancellationToken token)
        {
            int place = baseline.IndexOf(item.Case.Planned.Case.Id);
            ScoreCell[][]? first = (await answers.FindAsync(item, 0, baseline.SamplesPerCase, token).ConfigureAwait(false))?.Rows;
            ScoreCell[][]? back = first is null || baseline.HeldBackSamples == 0 || baseline.HeldBackSamples != sampling.HeldBack || baseline.SamplesPerCase != sampling.First ? null
                : (await answers.FindAsync(item, sampling.HeldBackFrom, baseline.HeldBackSamples, token).ConfigureAwait(false))?.Rows;
            return (place, first, back);
        }
    }

    private Baseline Of(Baseline baseline, CaseScores[] cases, int held) => new()
    {
        Suite = baseline.Suite,
        Model = baseline.Model,
        ModelIdentity = baseline.ModelIdentity,
        SamplesPerCase = baseline.SamplesPerCase,
        HeldBackSamples = held,
        IsDeterministic = baseline.IsDeterministic,
        Origin = baseline.Origin,
        Inputs = baseline.Inputs,
        Entries = baseline.Entries,
        Metrics = [.. baseline.Metrics.Select(b => Changed.FirstOrDefault(m => m.Name == b.Name) is { } metric ? BaselineMetric.Of(metric, b.Judge) : b)],
        SuiteScores = baseline.SuiteScores,
        Cases = cases,
        MustPass = baseline.MustPass,
    };

    private static bool IsCompared(Baseline baseline, PlacedCase item) =>
        baseline.IndexOf(item.Case.Planned.Case.Id) is >= 0 and int place && baseline.Cases[place].InputsHash == item.Case.Planned.Case.InputsHash;

    private static ScoreCell[] Replaced(ScoreCell[] stored, ScoreCell[] row, (int Now, int Then)[] columns)
    {
        ScoreCell[] with = [.. stored];
        foreach ((int now, int then) in columns) { with[then] = row[now]; }

        return with;
    }

    private string Why(List<string> missing)
    {
        string judged = Changed.Any(m => m.Asks.Count > 0) ? ", or the models that judge have not been asked about them" : string.Empty;
        return $"the answers that it was accepted for are neither in the cache nor beside the baseline in {Names.Count(missing.Count, "case")}{judged}: {Names.Few(missing)}";
    }
}
