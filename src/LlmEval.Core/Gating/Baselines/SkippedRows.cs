using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>
/// The lines of a baseline whose cases are skipped now. They are set aside before anything is compared, so that such a case has neither changed nor vanished, and put back into what is
/// accepted, so that it is compared with them again when it is no longer skipped.
/// </summary>
internal static class SkippedRows
{
    /// <summary>
    /// The baseline without the lines of skipped cases. Its metrics over the suite hold for the rest only where those lines were put back by <see cref="Into"/>, which is seen by their empty
    /// request keys; else they keep their names alone, so that they are measured anew.
    /// </summary>
    public static Baseline Without(Baseline baseline, IEnumerable<SkippedCase> skipped)
    {
        HashSet<int> aside = [.. skipped.Select(s => baseline.IndexOf(s.Id)).Where(i => i >= 0)];
        if (aside.Count == 0) { return baseline; }

        bool isOfRest = aside.All(i => baseline.Cases[i].RequestKey == default);
        return baseline with
        {
            Cases = [.. baseline.Cases.Where((_, i) => !aside.Contains(i))],
            MustPass = [.. baseline.MustPass.Where((_, i) => !aside.Contains(i))],
            SuiteScores = isOfRest ? baseline.SuiteScores : [.. baseline.SuiteScores.Select(s => s with { ScorerKey = string.Empty, Value = null, Slices = [] })],
        };
    }

    /// <summary>
    /// A candidate with the lines that the committed baseline has of skipped cases. A line is as it was where it still says all that the candidate says of its cases; else scores of checks
    /// that are others now are left out, and its request key is emptied: the case is then asked again, and compared by its inputs, when it is no longer skipped. A line with fewer samples
    /// than the candidate's cannot be kept.
    /// </summary>
    /// <param name="candidate">The candidate, its held-back samples included.</param>
    /// <param name="committed">The whole baseline, or null.</param>
    /// <param name="skipped">The skipped cases.</param>
    /// <param name="metrics">The suite's metrics, in the order of the candidate's.</param>
    /// <param name="isOverSuite">Whether a metric over the suite is judged, which the candidate has without these cases.</param>
    public static Baseline Into(Baseline candidate, Baseline? committed, IReadOnlyList<SkippedCase> skipped, IReadOnlyList<Metric> metrics, bool isOverSuite)
    {
        if (committed is null || skipped.Count == 0) { return candidate; }

        int[] columns = [.. metrics.Select(m => committed.IndexOfMetric(m.Name) is >= 0 and int c && string.Equals(committed.Metrics[c].ScorerKey, m.ScorerKey, StringComparison.Ordinal) ? c : -1)];
        bool hasSameSamples = committed.SamplesPerCase == candidate.SamplesPerCase && committed.HeldBackSamples == candidate.HeldBackSamples;
        bool isWhole = !isOverSuite && hasSameSamples && committed.HasSameScorers(metrics);
        List<(CaseScores Case, MustPassState State)> lines = [.. candidate.Cases.Zip(candidate.MustPass)];
        foreach (SkippedCase skip in skipped)
        {
            if (committed.IndexOf(skip.Id) is not (>= 0 and int place) || candidate.IndexOf(skip.Id) >= 0) { continue; }

            CaseScores item = committed.Cases[place];
            if (committed.SamplesPerCase < candidate.SamplesPerCase || committed.HeldBackSamples < candidate.HeldBackSamples) { continue; }

            IReadOnlyList<ScoreCell[]> rows = Baseline.Reordered(item.Samples, columns);
            if (!hasSameSamples)
            {
                rows = [.. rows.Take(candidate.SamplesPerCase), .. rows.Skip(committed.SamplesPerCase).Take(candidate.HeldBackSamples)];
            }

            lines.Add((item with { Samples = rows, RequestKey = isWhole ? item.RequestKey : default, Usage = hasSameSamples ? item.Usage : null }, committed.MustPass[place]));
        }

        (CaseScores Case, MustPassState State)[] sorted = [.. lines.OrderBy(l => l.Case.Id, StringComparer.Ordinal)];
        return candidate with { Cases = [.. sorted.Select(l => l.Case)], MustPass = [.. sorted.Select(l => l.State)] };
    }
}
