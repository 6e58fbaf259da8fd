using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>Turns results into a baseline, when they may be.</summary>
public static class Acceptance
{
    /// <summary>How many accepts a baseline remembers.</summary>
    public const int KeptEntries = 10;

    private const int LongestReason = 500;

    /// <summary>Why nothing is accepted on CI, and what to do.</summary>
    internal const string OnServer = "this is a CI. Accept on your machine (with --from and the artifact of this run, if only CI has the model) and commit the file";

    /// <summary>
    /// The judged results as a baseline that nobody has accepted yet; every complete run writes it as an artifact. Refused (LLM3012) for a
    /// filtered result, one that is not evaluated, and one with a sample that could not be scored: none of them is the whole truth.
    /// </summary>
    /// <param name="input">What was judged.</param>
    /// <param name="verdict">What came of it.</param>
    /// <param name="location">The suite's file, for the refusal.</param>
    /// <param name="diagnostics">Where the refusal goes.</param>
    public static Baseline? Candidate(GateInput input, Verdict verdict, Location location, DiagnosticBag diagnostics)
    {
        string? refusal = verdict switch
        {
            { Kind: VerdictKind.NotEvaluated or VerdictKind.ModelMissing } => "they are not evaluated. Run the gate first",
            _ when input.IsPartial || verdict.IsPartial => "a filter left cases out. Run the whole suite first",
            _ => Unscored(input, verdict),
        };
        if (refusal is null) { return BaselineCandidate.Of(input, verdict); }

        diagnostics.Add(Diagnostics.AcceptRefused, location, $"The results of '{input.Suite}' with '{input.Model}' cannot be accepted: {refusal}.");
        return null;
    }

    /// <summary>
    /// Makes the new baseline: the candidate with one more entry, the oldest beyond <see cref="KeptEntries"/> dropped. Refused (LLM3012) on
    /// CI, and when a gated metric falls and no reason is given.
    /// </summary>
    /// <param name="request">What to accept.</param>
    /// <param name="diagnostics">Where refusal and warnings go.</param>
    /// <returns>The baseline to write, or null after a refusal.</returns>
    public static Baseline? Accept(AcceptanceRequest request, DiagnosticBag diagnostics)
    {
        Baseline candidate = request.Candidate;
        string? reason = string.IsNullOrWhiteSpace(request.Reason) ? null : request.Reason.Trim().ReplaceLineEndings(" ");
        IReadOnlyList<KeyValuePair<string, double>> means = candidate.Means();
        string? refusal = request.IsContinuousIntegration
                ? OnServer
            : reason?.Length > LongestReason ? $"the reason is longer than {LongestReason} characters"
            : reason is null && Falls(request, means) is { Length: > 0 } falls ? $"{falls}. Say why this is right, in a sentence (--reason \"...\", or -p:LlmEvalAcceptReason=\"...\" in a build)"
            : null;
        if (refusal is not null)
        {
            diagnostics.Add(Diagnostics.AcceptRefused, request.Location, $"The results of '{candidate.Suite}' with '{candidate.Model}' cannot be accepted: {refusal}.");
            return null;
        }

        if (request.CasesWithoutId > 0)
        {
            diagnostics.Add(Diagnostics.MissingKey, request.Location,
                $"{Names.Count(request.CasesWithoutId, "case")} of '{candidate.Suite}' without an id: a mended typing mistake makes another case of them, and the old one vanishes. Give each an id.",
                Severity.Warning);
        }

        BaselineEntry entry = new(request.Date, reason, request.ToolVersion,
            [.. means.Concat(candidate.SuiteScores.Where(s => s is { IsGated: true, Value: not null }).Select(s => KeyValuePair.Create(s.Name, s.Value!.Value))).OrderBy(m => m.Key, StringComparer.Ordinal)]);
        entry = entry with { Content = BaselineWriter.ContentOf(candidate), After = request.Current?.Entries is [.., var before] ? before.Content : null };
        return candidate with { Integrity = BaselineIntegrity.AsAccepted, Entries = [.. (request.Current?.Entries ?? []).Append(entry).TakeLast(KeptEntries)] };
    }

    private static string? Unscored(GateInput input, Verdict verdict)
    {
        MetricVerdict[] unscored = [.. verdict.Metrics.Where(m => m.UnscoredSamples > 0)];
        if (unscored.Length > 0)
        {
            string which = string.Join(", ", unscored.Select(m => $"{m.Metric.Name}: {Names.Count(m.UnscoredSamples, "sample")}"));
            string cases = verdict.UnscoredCases.Count == 0 ? string.Empty : $"; cases: {Names.Few(verdict.UnscoredCases)}";
            return $"not everything could be scored ({which}{cases}). Mend the cause, which the report names, and run again";
        }

        if (verdict.SuiteScores.FirstOrDefault(s => s.Score.Outcome == ScoreOutcome.Unscored) is { } suite)
        {
            return $"{suite.Metric.Name} could not be measured over the suite ({suite.Score.Reason}). Mend the cause and run again";
        }

        return verdict.Kind == VerdictKind.Error ? "the verdict is an error. Mend the cause, which the report names, and run again" : null;
    }

    /// <summary>The gated metrics whose mean gets worse, as a sentence; empty when none does.</summary>
    private static string Falls(AcceptanceRequest request, IReadOnlyList<KeyValuePair<string, double>> means)
    {
        if (request.Current is not { } current) { return string.Empty; }

        List<string> falls = [];
        IReadOnlyList<KeyValuePair<string, double>> before = current.Means();
        foreach ((string name, double now) in means)
        {
            BaselineMetric metric = request.Candidate.Metrics[request.Candidate.IndexOfMetric(name)];
            foreach ((string was, double then) in before)
            {
                double difference = metric.HigherIsBetter ? now - then : then - now;
                if (metric.IsGated && string.Equals(was, name, StringComparison.Ordinal) && difference < -1e-6)
                {
                    falls.Add(BaselineHistory.Move(metric, then, now));
                }
            }
        }

        foreach (BaselineSuiteScore score in request.Candidate.SuiteScores)
        {
            BaselineSuiteScore? was = current.SuiteScores.FirstOrDefault(s => string.Equals(s.Name, score.Name, StringComparison.Ordinal) && string.Equals(s.ScorerKey, score.ScorerKey, StringComparison.Ordinal));
            if (!score.IsGated || score.Value is not { } now || was?.Value is not { } then) { continue; }

            Metric metric = score.ToMetric();
            if (metric.Badness(now) - metric.Badness(then) <= 1e-6) { continue; }

            (string left, string right) = MetricText.Apart(metric, then, now);
            falls.Add($"{score.Name} {left} -> {right}");
        }

        return falls.Count == 0 ? string.Empty : $"{string.Join(", ", falls)} {(falls.Count == 1 ? "falls" : "fall")}";
    }
}
