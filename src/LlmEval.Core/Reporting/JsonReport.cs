using System.Text.Encodings.Web;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Reporting;

/// <summary>
/// The report that a program reads: keys in a fixed order, no texts of prompts or answers, no times, so that the same verdict gives
/// the same bytes.
/// </summary>
public static class JsonReport
{
    /// <summary>Slices of a metric that are told, the worst first.</summary>
    private const int MostSlices = 100;

    /// <summary>File name in the output folder.</summary>
    public const string Name = "report.json";

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the report of a run.</summary>
    public static string Write(Manifest manifest, IReadOnlyList<ReportedSuite> suites, IReadOnlyList<Diagnostic> diagnostics, int exitStatus)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("report", 1);
            json.WriteString("project", manifest.ProjectName);
            json.WriteNumber("exitStatus", exitStatus);
            json.WriteStartArray("verdicts");
            foreach (ReportedSuite suite in suites) { WriteVerdict(json, suite); }

            json.WriteEndArray();
            json.WriteStartArray("diagnostics");
            foreach (Diagnostic diagnostic in diagnostics) { WriteDiagnostic(json, manifest, diagnostic); }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteVerdict(Utf8JsonWriter json, ReportedSuite suite)
    {
        Verdict verdict = suite.Verdict;
        json.WriteStartObject();
        json.WriteString("suite", verdict.Suite);
        json.WriteString("model", verdict.Model);
        json.WriteString("verdict", verdict.Kind.ToString());
        json.WriteNumber("exitStatus", verdict.ExitStatus);
        json.WriteOptional("modelIdentity", suite.ModelIdentity);
        json.WriteOptional("baselineModelIdentity", suite.BaselineIdentity);
        ParametersJson.Write(json, "parameters", suite.Parameters);
        json.WriteNumber("cases", verdict.Cases);
        json.WriteNumber("totalCases", verdict.TotalCases);
        json.WriteNumber("samplesPerCase", verdict.SamplesPerCase);
        json.WriteNumber("samplesDrawn", suite.SamplesDrawn);
        json.WriteNumber("family", verdict.Family);
        if (suite.AnswersRepeat) { json.WriteBoolean("answersRepeat", true); }

        json.WriteOptional("canSee", verdict.CanSee);
        json.WriteOptional("redrawn", verdict.Redrawn);
        WriteUsage(json, "usedForAnswers", suite.UsedForAnswers, suite.Currency);
        WriteUsage(json, "usedForHeldBack", suite.UsedForHeldBack, suite.Currency);
        WriteUsage(json, "usedForConfirmation", suite.UsedForConfirmation, suite.Currency);
        WriteUsage(json, "usedForHeldBack", suite.UsedForHeldBack, suite.Currency);
        WriteUsage(json, "usedForJudging", suite.UsedForJudging, suite.JudgeCurrency);
        json.WriteNumber("unchangedCases", verdict.UnchangedCases);
        json.WriteTexts("newCases", verdict.NewCases);
        json.WriteTexts("editedCases", verdict.EditedCases);
        json.WriteTexts("vanishedCases", verdict.VanishedCases);
        json.WriteStartArray("skippedCases");
        foreach (SkippedCase skipped in verdict.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("case", skipped.Id);
            json.WriteString("reason", skipped.Reason);
            json.WriteBoolean("mustPass", skipped.MustPass);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("unscoredCases", verdict.UnscoredCases);
        json.WriteTexts("lostCases", verdict.LostCases);
        json.WriteTexts("mustPassFailed", verdict.MustPassFailed);
        json.WriteStartArray("findings");
        foreach (Finding finding in verdict.Findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind.ToString());
            json.WriteString("code", finding.Descriptor.Code);
            json.WriteString("severity", finding.Severity.ToString());
            json.WriteOptional("metric", finding.Metric?.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("metrics");
        foreach (MetricVerdict metric in verdict.Metrics) { WriteMetric(json, metric, suite.ShownHistory.FirstOrDefault(h => h.Metric.Name == metric.Metric.Name)); }

        json.WriteEndArray();
        json.WriteStartArray("overSuite");
        foreach (SuiteScoreVerdict score in verdict.SuiteScores) { WriteSuiteScore(json, score, suite); }

        json.WriteEndArray();
        BudgetJson.Write(json, verdict);
        json.WriteEndObject();
    }

    private static void WriteSuiteScore(Utf8JsonWriter json, SuiteScoreVerdict verdict, ReportedSuite suite)
    {
        Metric metric = verdict.Metric;
        json.WriteStartObject();
        SuiteScoreJson.Write(json, verdict.Score with { Holds = verdict.Holds, Slices = [.. SliceVerdict.WorstFirst(metric, verdict.Score.Slices).Take(MostSlices)] }, withTables: !suite.IsPrivate);
        json.WriteOptional("baselineValue", verdict.BaselineValue);
        json.WriteOptional("difference", verdict.Difference);
        MetricHistory? history = suite.ShownHistory.FirstOrDefault(h => h.Metric.Name == metric.Name);
        json.WriteOptional("sinceLastAccept", history?.SinceLast);
        json.WriteOptional("lastAccept", Day(history?.Last));
        json.WriteOptional("sinceOldestAccept", history?.SinceOldest);
        json.WriteOptional("oldestAccept", Day(history?.Oldest));
        WriteFloor(json, verdict.Floor, verdict.FloorHolds, verdict.Slice);
        json.WriteEndObject();
    }

    private static void WriteFloor(Utf8JsonWriter json, double? floor, bool? floorHolds, SliceVerdict? slice)
    {
        json.WriteOptional("floor", floor);
        if (floorHolds is { } holds) { json.WriteBoolean("floorHolds", holds); }

        if (slice is null) { return; }

        json.WriteNumber("worstSliceFloor", slice.Bound);
        if (slice.Worst is { } worst)
        {
            json.WriteString("worstSlice", worst.Tag);
            json.WriteNumber("worstSliceValue", worst.Value);
        }

        if (slice.Holds is { } keeps) { json.WriteBoolean("worstSliceHolds", keeps); }
    }

    private static void WriteUsage(Utf8JsonWriter json, string name, Usage usage, string currency)
    {
        json.WriteStartObject(name);
        json.WriteNumber("calls", usage.Calls);
        json.WriteNumber("inputTokens", usage.InputTokens);
        json.WriteNumber("outputTokens", usage.OutputTokens);
        if (usage.Cost is { } cost)
        {
            json.WriteNumber("cost", cost);
            json.WriteString("currency", currency);
        }

        json.WriteEndObject();
    }

    private static void WriteSuspects(Utf8JsonWriter json, IReadOnlyList<SuspectVerdict> suspects)
    {
        json.WriteStartArray("suspects");
        foreach (SuspectVerdict suspect in suspects)
        {
            json.WriteStartObject();
            json.WriteString("case", suspect.CaseId);
            json.WriteNumber("pValue", suspect.PValue);
            json.WriteNumber("adjustedPValue", suspect.AdjustedPValue);
            json.WriteBoolean("lost", suspect.IsLost);
            json.WriteString("counts", suspect.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMetric(Utf8JsonWriter json, MetricVerdict metric, MetricHistory? history)
    {
        json.WriteStartObject();
        json.WriteString("metric", metric.Metric.Name);
        json.WriteString("check", metric.Metric.Check);
        json.WriteString("unit", metric.Metric.Unit);
        json.WriteBoolean("higherIsBetter", metric.Metric.HigherIsBetter);
        json.WriteString("state", metric.State.ToString());
        json.WriteOptional("mean", metric.Mean);
        json.WriteOptional("baselineMean", metric.BaselineMean);
        json.WriteOptional("currentMean", metric.CurrentMean);
        json.WriteOptional("difference", metric.Difference);
        json.WriteOptional("intervalLower", metric.IntervalLower);
        json.WriteOptional("intervalUpper", metric.IntervalUpper);
        json.WriteOptional("pValue", metric.PValue);
        json.WriteOptional("adjustedPValue", metric.AdjustedPValue);
        json.WriteOptional("alpha", metric.Alpha);
        json.WriteOptional("screenPValue", metric.ScreenPValue);
        json.WriteOptional("confirmPValue", metric.ConfirmPValue);
        json.WriteOptional("freshDifference", metric.FreshDifference);
        if (metric.SamplesUsed > 0) { json.WriteNumber("samplesUsed", metric.SamplesUsed); }

        WriteSuspects(json, metric.Suspects);
        json.WriteOptional("sinceLastAccept", history?.SinceLast);
        json.WriteOptional("lastAccept", Day(history?.Last));
        json.WriteOptional("sinceOldestAccept", history?.SinceOldest);
        json.WriteOptional("oldestAccept", Day(history?.Oldest));
        json.WriteOptional("rule", metric.Rule);
        json.WriteOptional("allowance", metric.Allowance);
        json.WriteNumber("cases", metric.Cases);
        json.WriteNumber("paired", metric.Paired);
        json.WriteNumber("samples", metric.Samples);
        json.WriteNumber("unscoredSamples", metric.UnscoredSamples);
        json.WriteNumber("notApplicableCases", metric.NotApplicableCases);
        json.WriteOptional("notApplicableBefore", metric.NotApplicableBefore);
        json.WriteOptional("notApplicableNow", metric.NotApplicableNow);
        if (metric.NotApplicableRose) { json.WriteBoolean("notApplicableRose", true); }

        SuiteScoreJson.Write(json, [.. SliceVerdict.WorstFirst(metric.Metric, metric.Slices).Take(MostSlices)]);
        WriteFloor(json, metric.Floor, metric.FloorHolds, metric.Slice);

        if (metric.Judge is { } judge) { WriteJudge(json, judge); }

        json.WriteTexts("lost", metric.Lost);
        json.WriteTexts("won", metric.Won);
        json.WriteTexts("unstable", metric.Unstable);
        json.WriteEndObject();
    }

    private static void WriteJudge(Utf8JsonWriter json, JudgeState judge)
    {
        json.WriteStartObject("judge");
        json.WriteString("model", judge.Judge);
        json.WriteBoolean("pinned", judge.IsPinned);
        json.WriteNumber("judgedTwice", judge.JudgedTwice);
        json.WriteNumber("changed", judge.Changed);
        json.WriteBoolean("stable", judge.IsStable);
        json.WriteNumber("labels", judge.Labels);
        json.WriteOptional("kappa", judge.Kappa);
        json.WriteOptional("kappaLower", judge.KappaLower);
        json.WriteOptional("kappaUpper", judge.KappaUpper);
        json.WriteOptional("truePositiveRate", judge.TruePositiveRate);
        json.WriteOptional("trueNegativeRate", judge.TrueNegativeRate);
        json.WriteBoolean("calibrated", judge.IsCalibrated);
        json.WriteString("summary", judge.Summary);
        json.WriteEndObject();
    }

    private static void WriteDiagnostic(Utf8JsonWriter json, Manifest manifest, Diagnostic diagnostic)
    {
        Location at = diagnostic.Location;
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Code);
        json.WriteString("severity", diagnostic.Severity.ToString());
        if (at.File.Length > 0)
        {
            json.WriteString("file", Path.GetRelativePath(manifest.ProjectDirectory, at.File).Replace('\\', '/'));
            json.WriteNumber("line", at.Line);
            json.WriteNumber("column", at.Column);
        }

        json.WriteString("message", diagnostic.Message);
        json.WriteEndObject();
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
