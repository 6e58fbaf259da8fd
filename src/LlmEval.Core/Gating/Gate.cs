using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Gating.Rules;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>
/// Scores and a baseline in, a verdict out. A pure function: the same input gives the same verdict, in whatever order
/// the cases come. The steps, each told apart in the verdict:
/// nothing changed; something is missing; too much is unscored; must-pass; regression of each gated metric; floors; what vanished.
/// </summary>
public static class Gate
{
    /// <summary>Judges, or says which fresh samples it needs first.</summary>
    /// <exception cref="ArgumentException">A case's row has not one cell a metric, or there are fewer than one sample a case.</exception>
    public static GateOutcome Judge(GateInput input)
    {
        Check(input);
        Baseline? baseline = input.Baseline;
        bool matches = input.MatchesBaseline();
        int first = matches ? baseline!.FirstSamples : input.FirstSamples;
        CaseScores[] cases = Sorted(input, matches, first);
        if (cases.Length == 0)
        {
            return NotEvaluated(input, input.Skipped.Count == 0 ? "There is no case to judge."
                : "Every case that was asked for is skipped, so that nothing was judged: that is no pass. Take 'skip' from a case, or remove the suite.");
        }

        int least = input.CanDraw ? Math.Min(first, input.SamplesToBegin) : 1;
        List<string> incomplete = [.. cases.Where(c => c.Samples.Count < least).Select(c => c.Id)];
        if (incomplete.Count > 0) { return NotEvaluated(input, incomplete); }

        Pairing pairing = Pairing.Of(cases, baseline, input.IsPartial);
        bool sameScorers = baseline is not null && baseline.HasSameScorers(input.Metrics);
        int looked = input.IsSequential && !matches ? 1 : first;
        MustPassRule mustPass = MustPassRule.Judge(input, cases, looked, sameScorers);
        ZeroToleranceRule zero = ZeroToleranceRule.Judge(input, cases, looked, pairing);
        MetricJudge judge = new(input, cases, pairing, first, matches);
        List<SampleRequest> needs = [.. mustPass.Needs, .. zero.Needs];
        List<MetricVerdict> metrics = judge.Judge(needs);

        // Nothing is drawn for a verdict that is an error whatever comes.
        if (needs.Count > 0 && !metrics.Exists(m => m.State == MetricState.Unscored)) { return new NeedSamples(Merged(needs)); }

        return new VerdictBuilder(input, cases.Length, matches, first) { ZeroTolerance = zero.Verdicts, Budget = BudgetJudge.Judge(input, cases, pairing, matches) }.Build(metrics, SuiteScoreJudge.Judge(input, matches), mustPass, pairing, sameScorers, UnscoredCases(input, cases, first));
    }

    /// <summary>The verdict when what changed is not evaluated: cases whose samples are not there.</summary>
    /// <param name="input">What is known.</param>
    /// <param name="cases">Ids of the cases without answers.</param>
    /// <param name="instead">What the cache has instead of them, in a sentence; null when nothing is to be said.</param>
    public static Verdict NotEvaluated(GateInput input, IReadOnlyList<string> cases, string? instead = null)
    {
        string[] sorted = [.. cases.Order(StringComparer.Ordinal)];
        return NotEvaluated(input, $"{Names.Count(sorted.Length, "case")} of {input.Cases.Count} changed or new, and not evaluated yet: {Names.Few(sorted)}.{Following(instead)}", sorted);
    }

    /// <summary>The verdict when a run stopped, or may not start, before there was something to judge.</summary>
    /// <param name="input">What is known.</param>
    /// <param name="why">Cause and mend in a sentence.</param>
    public static Verdict NotEvaluated(GateInput input, string why) => NotEvaluated(input, why, []);

    /// <summary>The verdict when tests did not hand over the answers of some cases.</summary>
    /// <param name="input">What is known.</param>
    /// <param name="cases">Ids of the cases without answers.</param>
    /// <param name="why">What kept them from it, in a sentence; null when nothing is to be said.</param>
    public static Verdict NotHandedOver(GateInput input, IReadOnlyList<string> cases, string? why = null)
    {
        string[] sorted = [.. cases.Order(StringComparer.Ordinal)];
        return NotEvaluated(input, $"{Names.Count(sorted.Length, "case")} of {input.Cases.Count} not handed over by tests: {Names.Few(sorted)}.{Following(why)}", sorted);
    }

    /// <summary>The verdict when a model, its file or its key is missing: neither pass nor failure of the answers.</summary>
    /// <param name="input">What is known.</param>
    /// <param name="why">What is missing, and the mend.</param>
    /// <param name="severity">How loud; the table's when null.</param>
    public static Verdict ModelMissing(GateInput input, string why, Severity? severity = null) =>
        VerdictBuilder.Bare(input, new Finding(VerdictKind.ModelMissing, Diagnostics.ModelMissing,
            severity ?? Diagnostics.ModelMissing.DefaultSeverity, null, [], why));

    /// <summary>The verdict when a model is missing and the cache does not hold every answer.</summary>
    /// <param name="input">What is known.</param>
    /// <param name="cases">Ids of the cases without answers.</param>
    /// <param name="why">What is missing, and the mend.</param>
    /// <param name="instead">What the cache has instead of them, in a sentence; null when nothing is to be said.</param>
    public static Verdict ModelMissing(GateInput input, IReadOnlyList<string> cases, string why, string? instead)
    {
        string[] sorted = [.. cases.Order(StringComparer.Ordinal)];
        return ModelMissing(input, $"{why} {Names.Count(sorted.Length, "case")} of {input.Cases.Count} without answers: {Names.Few(sorted)}.{Following(instead)}");
    }

    private static string Following(string? sentence) => sentence is null ? string.Empty : " " + sentence;

    private static Verdict NotEvaluated(GateInput input, string why, IReadOnlyList<string> cases) =>
        VerdictBuilder.Bare(input, new Finding(VerdictKind.NotEvaluated, Diagnostics.NotEvaluated,
            input.UnevaluatedSeverity, null, cases, why));

    private static void Check(GateInput input)
    {
        if (input.Sampling.First < 1) { throw new ArgumentException("There is at least one sample a case.", nameof(input)); }

        foreach (CaseScores item in input.Cases)
        {
            foreach (ScoreCell[] row in item.Samples)
            {
                if (row.Length != input.Metrics.Count)
                {
                    throw new ArgumentException($"Case '{item.Id}' has {row.Length} cells in a row, and there are {input.Metrics.Count} metrics.", nameof(input));
                }
            }
        }
    }

    /// <summary>The cases by id; with the stored samples first when nothing changed.</summary>
    private static CaseScores[] Sorted(GateInput input, bool matches, int first)
    {
        CaseScores[] cases = CaseScores.Sorted(input.Cases);
        if (!matches) { return cases; }

        int[] columns = input.Baseline!.ColumnsOf(input.Metrics);
        for (int i = 0; i < cases.Length; i++)
        {
            CaseScores item = cases[i];
            CaseScores stored = input.Baseline.Cases[input.Baseline.IndexOf(item.Id)];
            IReadOnlyList<ScoreCell[]> samples = Baseline.Reordered(stored.Samples.Count <= first ? stored.Samples : [.. stored.Samples.Take(first)], columns);

            // Rows of the baseline that were held back are not fresh ones.
            bool hasFresh = item.Samples.Count > first && !ReferenceEquals(item.Samples, stored.Samples);
            cases[i] = item with { Samples = hasFresh ? [.. samples, .. item.Samples.Skip(first)] : samples };
        }

        return cases;
    }

    private static List<string> UnscoredCases(GateInput input, CaseScores[] cases, int first)
    {
        List<string> unscored = [];
        foreach (CaseScores item in cases)
        {
            bool any = false;
            for (int r = 0; r < Math.Min(first, item.Samples.Count) && !any; r++)
            {
                for (int c = 0; c < input.Metrics.Count && !any; c++)
                {
                    any = input.Metrics[c].IsDecisive() && item.Samples[r][c].IsUnscored();
                }
            }

            if (any) { unscored.Add(item.Id); }
        }

        return unscored;
    }

    /// <summary>One request a case: the most that anyone asked for.</summary>
    private static List<SampleRequest> Merged(List<SampleRequest> needs) =>
    [
        .. needs.GroupBy(n => n.CaseId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new SampleRequest(g.Key, g.Min(n => n.First), g.Max(n => n.First + n.Count) - g.Min(n => n.First))),
    ];
}
