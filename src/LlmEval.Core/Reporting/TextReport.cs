using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>The report that a person reads: verdicts first, then metrics, what differed, and the cases that fell with their answers.</summary>
public static partial class TextReport
{
    /// <summary>File name in the output folder.</summary>
    public const string Name = "report.txt";

    /// <summary>Cases of one verdict that are shown with their answers.</summary>
    private const int MostShown = 20;

    /// <summary>Failing cases of one verdict that are shown: enough to see a pattern.</summary>
    private const int MostFailed = 10;

    /// <summary>Cases that are named; a list is there to be read.</summary>
    private const int MostNamed = 100;

    /// <summary>Characters of an answer that are shown.</summary>
    private const int LongestAnswer = 400;

    /// <summary>Writes the report of a run as text.</summary>
    public static string Write(Manifest manifest, IReadOnlyList<ReportedSuite> suites, IReadOnlyList<Diagnostic> diagnostics)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"LlmEval: {manifest.ProjectName}\n");
        if (suites.Count == 0) { text.Append("nothing was judged\n"); }

        foreach (ReportedSuite suite in suites)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{suite.Verdict.Suite} x {suite.Verdict.Model}: {suite.Verdict.Kind.Words()}\n");
            if (NextStep.Line(suite.Verdict, suite.IsHandedOver) is { } next) { text.Append("  next: ").Append(next).Append('\n'); }

            AppendSuite(text, manifest, suite);
        }

        Diagnostic[] others = [.. diagnostics.Where(d => d.Family != DiagnosticFamily.Verdict)];
        if (others.Length > 0)
        {
            text.Append("\nalso:\n");
            foreach (Diagnostic diagnostic in others) { text.Append("  ").Append(Relative(manifest, diagnostic)).Append('\n'); }
        }

        return text.ToString();
    }

    /// <summary>A diagnostic with its file relative to the project.</summary>
    public static string Relative(Manifest manifest, Diagnostic diagnostic) => diagnostic.Location.File.Length == 0
        ? diagnostic.ToString()
        : (diagnostic with { Location = diagnostic.Location with { File = Relative(manifest, diagnostic.Location.File) } }).ToString();

    private static string Relative(Manifest manifest, string file) => Path.GetRelativePath(manifest.ProjectDirectory, file);

    private static void AppendSuite(StringBuilder text, Manifest manifest, ReportedSuite suite)
    {
        Verdict verdict = suite.Verdict;
        string samples = verdict.SamplesPerCase == 1 ? "1 sample each" : $"{verdict.SamplesPerCase} samples each";
        text.Append(CultureInfo.InvariantCulture, $"  {verdict.Cases} of {verdict.TotalCases} cases, {samples}; {verdict.UnchangedCases} unchanged, {verdict.EditedCases.Count} edited, {verdict.NewCases.Count} new, {verdict.VanishedCases.Count} vanished{(verdict.Skipped.Count > 0 ? $", {verdict.Skipped.Count} skipped" : string.Empty)}; {suite.SamplesDrawn} samples drawn now\n");
        if (suite.AnswersRepeat) { text.Append("  answers repeat byte for byte: one sample a case is judged\n"); }
        if (verdict.Family > 1) { text.Append(CultureInfo.InvariantCulture, $"  one of {verdict.Family} suites x models that were judged afresh: thresholds are divided by them, so that the stated rate of false alarms is that of the whole build\n"); }
        if (verdict.CanSee is { } sees) { text.Append("  what this suite can see: ").Append(sees).Append('\n'); }
        if (verdict.Redrawn is { } redrawn) { text.Append("  note: ").Append(redrawn).Append('\n'); }
        if (suite.HasUsage) { text.Append("  used now: ").Append(PlanText.Used(suite)).Append('\n'); }
        if (suite.Parameters != ModelParameters.Empty) { text.Append("  parameters: ").Append(ParametersJson.Line(suite.Parameters)).Append('\n'); }

        if (suite.BaselineIdentity is { } before && suite.ModelIdentity is { } now && before != now)
        {
            text.Append(CultureInfo.InvariantCulture, $"  the model differs from the baseline's: {before} -> {now}\n");
        }

        if (suite.Since is { } since && SinceText.Line(since with { ModelBefore = null }) is { } changed) { text.Append("  since the baseline: ").Append(changed).Append('\n'); }

        foreach (Finding finding in verdict.Findings)
        {
            string kind = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };
            text.Append(CultureInfo.InvariantCulture, $"  {kind} {finding.Descriptor.Code}: {finding.Text}\n");
        }

        foreach (MetricVerdict metric in verdict.Metrics)
        {
            text.Append("  ").Append(metric.Describe()).Append('\n');

            foreach (SuspectVerdict suspect in metric.Suspects.Take(MostShown))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {suspect.CaseId}: {suspect.Counts}, {(suspect.IsLost ? "confirmed as lost" : "not confirmed as lost")} (p={suspect.AdjustedPValue:0.####})\n");
            }

            // What is told of other judges stands among the findings.
            if (metric.Judge is { IsCalibrated: true, IsAdvisory: false } judge) { text.Append("    ").Append(judge.Summary).Append('\n'); }

            SuiteScoreText.AppendSlices(text, metric.Metric, metric.Mean, metric.Slices);
        }

        SuiteScoreText.Append(text, verdict.SuiteScores, suite.IsPrivate);
        foreach (BudgetVerdict budget in verdict.Budget) { text.Append("  budget ").Append(budget.Describe()).Append('\n'); }

        foreach (MetricHistory history in suite.ShownHistory.Where(h => Math.Abs(h.SinceLast ?? 0) > 1e-6 || Math.Abs(h.SinceOldest ?? 0) > 1e-6))
        {
            text.Append("  ").Append(BaselineHistory.Describe(history)).Append('\n');
        }

        AppendCases(text, "unscored", [.. verdict.UnscoredCases], suite, MostShown);
        string[] lost = [.. verdict.Metrics.SelectMany(m => m.Lost).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        AppendCases(text, "lost", lost, suite, MostShown);
        AppendCases(text, "failed", Failing(suite, lost), suite, MostFailed);
        string[] won = [.. verdict.Metrics.SelectMany(m => m.Won).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (won.Length > 0) { text.Append(CultureInfo.InvariantCulture, $"  won ({won.Length}): {Named(won, MostNamed)}\n"); }

        if (suite.ResultPath is { } path) { text.Append(CultureInfo.InvariantCulture, $"  everything said and scored: {Relative(manifest, path)}\n"); }
    }

    private static void AppendCases(StringBuilder text, string what, string[] ids, ReportedSuite suite, int most)
    {
        if (ids.Length == 0) { return; }

        text.Append(CultureInfo.InvariantCulture, $"  {what} ({ids.Length}): {Named(ids, most == MostFailed ? MostFailed : MostNamed)}\n");
        if (suite.ResultPath is not { } path || suite.IsPrivate) { return; }

        string[] shown = [.. ids.Take(most)];
        IReadOnlyDictionary<string, JsonElement> found = Find(path, shown.ToHashSet(StringComparer.Ordinal));
        foreach (string id in shown)
        {
            if (!found.TryGetValue(id, out JsonElement element)) { continue; }

            text.Append("    ").Append(id).Append('\n');
            JsonElement sample = Shown(element.GetProperty("samples"));
            foreach (JsonElement turn in sample.GetProperty("turns").EnumerateArray())
            {
                text.Append("      answer: ").Append(Short(turn.GetProperty("text").GetString()!)).Append('\n');
            }

            // What troubles every metric of a sample is said once.
            foreach (IGrouping<string, string> reason in Reasons(sample).GroupBy(r => r.Reason, r => r.Metric, StringComparer.Ordinal))
            {
                text.Append("      ").Append(Names.Few([.. reason])).Append(": ").Append(Short(reason.Key)).Append('\n');
            }
        }

        if (ids.Length > shown.Length) { text.Append(CultureInfo.InvariantCulture, $"    and {ids.Length - shown.Length} more in the result\n"); }
    }

    /// <summary>
    /// The cases that make a verdict fail and that no comparison named: must-pass cases first, then those that fail a check whose floor is
    /// broken or, without a baseline, any check that decides. Texts of a private suite are not looked into.
    /// </summary>
    private static string[] Failing(ReportedSuite suite, string[] lost)
    {
        Verdict verdict = suite.Verdict;
        bool isAlone = verdict.Findings.Any(f => f.Descriptor == Diagnostics.NoBaseline);
        HashSet<string> metrics = [.. verdict.Metrics.Where(m => m.FloorHolds == false || m.Slice is { Holds: false } || (isAlone && m.Metric.Decides)).Select(m => m.Metric.Name)];
        HashSet<string> shown = [.. lost, .. verdict.MustPassFailed];
        string[] failed = suite.ResultPath is { } path && !suite.IsPrivate && metrics.Count > 0
            ? [.. Failed(path, metrics).Where(id => !shown.Contains(id)).Order(StringComparer.Ordinal)] : [];
        return [.. verdict.MustPassFailed.Except(lost, StringComparer.Ordinal), .. failed];
    }

    private static HashSet<string> Failed(string path, HashSet<string> metrics)
    {
        try { return ResultFile.Failed(path, metrics); }
        catch (Exception e) when (IsUnreadable(e)) { return []; }
    }

    internal static IEnumerable<(string Metric, string Reason)> Reasons(JsonElement sample)
    {
        foreach (JsonElement score in sample.GetProperty("scores").EnumerateArray())
        {
            if (score.TryGetProperty("passed", out JsonElement passed) && passed.GetBoolean()) { continue; }

            if (score.TryGetProperty("reason", out JsonElement reason)) { yield return (score.GetProperty("metric").GetString()!, reason.GetString()!); }
        }
    }

    private static string Named(string[] ids, int most) => ids.Length <= most ? string.Join(", ", ids)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", ids.Take(most))} and {ids.Length - most} more{(most == MostNamed ? $" in {JsonReport.Name}" : string.Empty)}");

    /// <summary>The first sample that went wrong, else the first.</summary>
    internal static JsonElement Shown(JsonElement samples)
    {
        foreach (JsonElement sample in samples.EnumerateArray())
        {
            if (sample.GetProperty("scores").EnumerateArray().Any(s => !s.TryGetProperty("passed", out JsonElement passed) || !passed.GetBoolean())) { return sample; }
        }

        return samples[0];
    }

    /// <summary>The cases of a result; none where it was deleted or overwritten meanwhile, because the verdict holds without their texts.</summary>
    private static IReadOnlyDictionary<string, JsonElement> Find(string path, HashSet<string> ids)
    {
        try { return ResultFile.Find(path, ids); }
        catch (Exception e) when (IsUnreadable(e))
        {
            return new Dictionary<string, JsonElement>();
        }
    }

    internal static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException;

    /// <summary>A text in one line; what would steer a terminal is shown as <c>?</c>, and what a build server would take for a command is broken.</summary>
    internal static string Short(string text)
    {
        string line = string.Concat(text.ReplaceLineEndings("\\n").Take(LongestAnswer + 1).Select(c => char.IsControl(c) ? '?' : c));
        if (line.Length > LongestAnswer) { line = line[..(char.IsHighSurrogate(line[LongestAnswer - 1]) ? LongestAnswer - 1 : LongestAnswer)] + " ..."; }

        return ServerCommand().Replace(line, "# #$1");
    }

    /// <summary>
    /// Azure Pipelines takes <c>##vso[</c> for a command wherever it stands in a line of the log, GitHub <c>##[</c>; the search skips characters that have
    /// no width.
    /// </summary>
    [GeneratedRegex(@"#[\p{Cf}\p{Mn}]*#([\p{Cf}\p{Mn}]*(?:v[\p{Cf}\p{Mn}]*s[\p{Cf}\p{Mn}]*o[\p{Cf}\p{Mn}]*)?\[)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ServerCommand();
}
