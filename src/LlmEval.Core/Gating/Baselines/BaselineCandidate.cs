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
        CaseScores[] cases = [.. input.Cases];
        Array.Sort(cases, static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        MustPassState[] states = new MustPassState[cases.Length];
        for (int i = 0; i < cases.Length; i++)
        {
            CaseScores item = cases[i];
            IReadOnlyList<ScoreCell[]> rows = matches
                ? Baseline.Reordered(input.Baseline!.Cases[input.Baseline.IndexOf(item.Id)].Samples, columns) : item.Samples;
            states[i] = !item.MustPass ? MustPassState.None : failed.Contains(item.Id) ? MustPassState.Failed
                : unstable.Contains(item.Id) ? MustPassState.Unstable : MustPassState.Passed;
            cases[i] = new CaseScores
            {
                Id = item.Id,
                InputsHash = item.InputsHash,
                RequestKey = item.RequestKey,
                MustPass = item.MustPass,
                Samples = Kept(rows, verdict.SamplesPerCase),
            };
        }

        return new Baseline
        {
            Suite = input.Suite,
            Model = input.Model,
            ModelIdentity = input.ModelIdentity,
            SamplesPerCase = verdict.SamplesPerCase,
            IsDeterministic = input.IsDeterministic,
            Origin = input.Origin,
            Entries = input.Baseline?.Entries ?? [],
            Metrics = [.. input.Metrics.Select(BaselineMetric.Of)],
            Cases = cases,
            MustPass = states,
        };
    }

    /// <summary>The first rows with rounded values; a metric is absent in all rows of a case or in none.</summary>
    private static ScoreCell[][] Kept(IReadOnlyList<ScoreCell[]> rows, int samples)
    {
        ScoreCell[][] kept = new ScoreCell[samples][];
        for (int r = 0; r < samples; r++)
        {
            // Most rows are 0 and 1 throughout and can be shared: a hundred thousand copies are tens of megabytes.
            kept[r] = Array.TrueForAll(rows[r], IsKeptAsItIs) ? rows[r] : [.. rows[r]];
            if (ReferenceEquals(kept[r], rows[r])) { continue; }

            for (int c = 0; c < kept[r].Length; c++)
            {
                ScoreCell cell = kept[r][c];
                kept[r][c] = cell.State switch
                {
                    CellState.Scored => cell with { Value = Baseline.Rounded(cell.Value) },
                    CellState.Absent when IsPresent(rows, c, samples) => new ScoreCell(CellState.NotApplicable, false, 0),
                    _ => new ScoreCell(cell.State, false, 0),
                };
            }
        }

        return kept;
    }

    private static bool IsKeptAsItIs(ScoreCell cell) => cell is { State: CellState.Scored, Value: 0 or 1 };

    private static bool IsPresent(IReadOnlyList<ScoreCell[]> rows, int column, int samples)
    {
        for (int r = 0; r < samples; r++)
        {
            if (rows[r][column].State != CellState.Absent) { return true; }
        }

        return false;
    }
}
