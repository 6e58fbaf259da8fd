using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmEval.Reporting.Formats.Ctrf;

/// <summary>
/// <c>ctrf.json</c>: the Common Test Report Format (ctrf.io, schema of specVersion 1.0.0). The same run gives the same bytes but for <c>start</c> and
/// <c>stop</c>, which the format requires: the times of the evaluation.
/// </summary>
internal sealed class CtrfFormat : IReportFormat
{
    private const string SpecVersion = "1.0.0";

    private static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Default };

    public string Name => "ctrf";

    public string FileName => "ctrf.json";

    public void Write(RunReport run, string outputDirectory, Stream output)
    {
        List<(SuiteReport? Suite, TestResult Test)> tests = [.. run.Suites.SelectMany(s => TestResult.Of(s, outputDirectory).Select(t => ((SuiteReport?)s, t)))];
        tests.AddRange(run.Mistakes.Select((m, i) => ((SuiteReport?)null, TestResult.Of(m, i + 1))));
        string[] baselines = [.. run.Suites.Where(s => s.Accepted is not null).Select(s => $"{s.Suite} x {s.Model}: {s.Accepted}")];
        using Utf8JsonWriter json = new(output, s_options);
        json.WriteStartObject();
        json.WriteString("reportFormat", "CTRF");
        json.WriteString("specVersion", SpecVersion);
        json.WriteString("reportId", ContentId.Uuid([run.Project, .. tests.Select(t => $"{t.Suite?.Suite}\n{t.Suite?.Model}\n{t.Test.Name}\n{t.Test.State}")]));
        json.WriteString("generatedBy", "LlmEval " + run.Tool);
        json.WriteStartObject("results");
        json.WriteStartObject("tool");
        json.WriteString("name", "LlmEval");
        json.WriteString("version", run.Tool);
        json.WriteEndObject();
        Summary(json, run, tests);
        json.WriteStartArray("tests");
        foreach ((SuiteReport? suite, TestResult test) in tests) { Write(json, run, suite, test); }

        json.WriteEndArray();
        json.WriteStartObject("environment");
        json.WriteString("appName", run.Project);
        json.WriteBoolean("healthy", run.ExitStatus == 0);
        json.WriteEndObject();
        json.WriteEndObject();
        if (baselines.Length > 0)
        {
            json.WriteStartObject("baseline");
            json.WriteString("reportId", ContentId.Uuid([run.Project, .. baselines]));
            json.WriteString("source", "committed baselines");
            json.WriteString("timestamp", run.Suites.Select(s => s.Accepted).Max(StringComparer.Ordinal) + "T00:00:00Z");
            json.WriteStartObject("extra");
            json.WriteStartArray("accepted");
            foreach (string baseline in baselines) { json.WriteStringValue(Whole(baseline)); }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Summary(Utf8JsonWriter json, RunReport run, List<(SuiteReport? Suite, TestResult Test)> tests)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("tests", tests.Count);
        foreach (string status in (string[])["passed", "failed", "skipped", "pending", "other"]) { json.WriteNumber(status, tests.Count(t => Status(t.Test.State) == status)); }

        json.WriteNumber("flaky", tests.Count(t => t.Test.IsFlaky));
        json.WriteNumber("suites", run.Suites.Count);
        json.WriteNumber("start", run.Began);
        json.WriteNumber("stop", run.Ended);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunReport run, SuiteReport? suite, TestResult test)
    {
        json.WriteStartObject();
        json.WriteString("name", Whole(test.Name.Length == 0 ? "(no id)" : test.Name));
        json.WriteString("status", Status(test.State));
        json.WriteNumber("duration", (long)Math.Round(test.Milliseconds));
        json.WriteStartArray("suite");
        json.WriteStringValue(Whole(run.Project));
        if (suite is not null)
        {
            json.WriteStringValue(Whole(suite.Suite));
            json.WriteStringValue(Whole(suite.Model));
        }

        json.WriteEndArray();
        if (test.Message is { } message) { json.WriteString("message", Whole(message)); }

        if (test.Details.Count > 0) { json.WriteString("trace", Whole(string.Join('\n', test.Details))); }

        json.WriteString("rawStatus", test.Type);
        if (test.File is { } file) { json.WriteString("filePath", Whole(file)); }

        if (test.Line > 0) { json.WriteNumber("line", test.Line); }

        if (test.Tags.Count > 0)
        {
            json.WriteStartArray("tags");
            foreach (string tag in test.Tags) { json.WriteStringValue(Whole(tag)); }

            json.WriteEndArray();
        }

        json.WriteString("type", "eval");
        if (test.IsFlaky) { json.WriteBoolean("flaky", true); }

        json.WriteEndObject();
    }

    /// <summary>What could not be scored is <c>other</c>: the format knows neither errors nor unscored tests, and it is no failure of the answers.</summary>
    private static string Status(CaseState state) => state switch
    {
        CaseState.Passed => "passed",
        CaseState.Failed => "failed",
        CaseState.KnownFailure or CaseState.Skipped => "skipped",
        CaseState.NotEvaluated => "pending",
        _ => "other",
    };

    /// <summary>The text with U+FFFD for halves of surrogates, which JSON in UTF-8 cannot hold.</summary>
    private static string Whole(string text) => JsonText.Whole(text);
}
