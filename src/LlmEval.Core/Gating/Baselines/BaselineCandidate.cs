using LlmEval.Gating.Budgets;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>Judged cases in the form in which a baseline keeps them: sorted, rounded, first samples only.</summary>
internal static class BaselineCandidate
{
    public static Baseline Of(GateInput input, Verdict verdict)
    {
        // Judged on the stored scores: they are still the baseline's, whatever rows the cases came with.
        bool matches = input.MatchesBaseline();
        int[] columns = matches ? input.Baseline!.ColumnsOf(input.Metrics) : [];
        HashSet<string> failed = [.. verdict.MustPassFailed], unstable = [.. verdict.MustPassUnstable];
        CaseScores[] cases = CaseScores.Sorted(input.Cases);
        SharedRows shared = new();
        MustPassState[] states = new MustPassState[cases.Length];
        for (int i = 0; i < cases.Length; i++)
        {
            CaseScores item = cases[i];
            IReadOnlyList<ScoreCell[]> rows = matches
                ? Baseline.Reordered(input.Baseline!.Cases[input.Baseline.IndexOf(item.Id)].Samples, columns) : item.Samples;
            states[i] = !item.MustPass ? MustPassState.None : failed.Contains(item.Id) ? MustPassState.Failed
                : unstable.Contains(item.Id) ? MustPassState.Unstable : MustPassState.Passed;
            IReadOnlyList<ScoreCell[]> kept = Kept(rows, verdict.SamplesPerCase);
            if (!ReferenceEquals(kept, item.Samples)) { cases[i] = item with { Samples = shared.Of(kept) }; }

            CaseUsage? usage = matches ? input.Baseline!.Cases[input.Baseline.IndexOf(item.Id)].Usage : item.Usage;
            if (!ReferenceEquals(usage, item.Usage)) { cases[i] = cases[i] with { Usage = usage }; }
        }

        string? tags = TagSlices.KeyOf(cases);
        return new Baseline
        {
            Suite = input.Suite,
            Model = input.Model,
            ModelIdentity = input.ModelIdentity,
            SamplesPerCase = verdict.SamplesPerCase,
            IsDeterministic = input.IsDeterministic,
            Origin = input.Origin,
            Inputs = input.Inputs,
            Machine = TimesHere.AreBounded(input.Plan, input.Metrics, input.SuiteMetrics) ? input.MeasuredOn : null,
            PriceKey = PriceNote.Decides(input.Metrics, input.Plan) ? input.Price?.Key : null,
            Entries = input.Baseline?.Entries ?? [],
            Metrics = [.. input.Metrics.Select(m => BaselineMetric.Of(m, input.JudgeOf(m.Name)))],
            SuiteScores = [.. verdict.SuiteScores.Where(s => s.Score.Outcome != ScoreOutcome.Unscored && IsKept(s, input.Plan)).Select(s => BaselineSuiteScore.Of(s.Of, s.Score, tags))],
            Cases = cases,
            MustPass = states,
        };
    }

    /// <summary>Times differ from run to run and from machine to machine: in a file that people review they stand only where a floor needs them.</summary>
    private static bool IsKept(SuiteScoreVerdict score, GatePlan plan) =>
        !score.Of.IsUsage || score.Score.Unit != "s" || plan.Floors.Any(f => string.Equals(f.Metric, score.Score.Metric, StringComparison.Ordinal));

    /// <summary>
    /// The first rows with rounded values; a metric is absent in all rows of a case or in none. The same rows where they are so already, as
    /// most are: a copy of a million cases' rows would be hundreds of megabytes.
    /// </summary>
    internal static IReadOnlyList<ScoreCell[]> Kept(IReadOnlyList<ScoreCell[]> rows, int samples)
    {
        bool same = rows.Count == samples;
        ScoreCell[][] kept = new ScoreCell[samples][];
        for (int r = 0; r < samples; r++)
        {
            kept[r] = rows[r];
            for (int c = 0; c < rows[r].Length; c++)
            {
                ScoreCell cell = Kept(rows, r, c, samples);
                if (cell == rows[r][c]) { continue; }

                if (ReferenceEquals(kept[r], rows[r])) { kept[r] = [.. rows[r]]; }

                kept[r][c] = cell;
                same = false;
            }
        }

        return same ? rows : kept;
    }

    private static ScoreCell Kept(IReadOnlyList<ScoreCell[]> rows, int row, int column, int samples) => rows[row][column] switch
    {
        { State: CellState.Scored } cell => cell with { Value = ScoreCell.Rounded(cell.Value) },
        { State: CellState.Absent } when IsPresent(rows, column, samples) => new ScoreCell(CellState.NotApplicable, false, 0),
        { } cell => new ScoreCell(cell.State, false, 0),
    };

    private static bool IsPresent(IReadOnlyList<ScoreCell[]> rows, int column, int samples)
    {
        for (int r = 0; r < samples; r++)
        {
            if (rows[r][column].State != CellState.Absent) { return true; }
        }

        return false;
    }
}
