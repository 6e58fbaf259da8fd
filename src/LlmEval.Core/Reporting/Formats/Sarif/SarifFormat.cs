using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmEval.Reporting.Formats.Sarif;

/// <summary>
/// <c>llmeval.sarif</c>: SARIF 2.1.0 (OASIS, 2020) for code scanning. Only what has a place: diagnostics, where a verdict stands at the line of its check
/// or floor, and cases whose answers fail a check of safety, at the line of the case.
/// </summary>
internal sealed class SarifFormat : IReportFormat
{
    /// <summary>Results of a run that GitHub shows.</summary>
    public const int MostResults = 5000;

    private const string Checks = "https://github.com/llmeval/llmeval/blob/main/docs/checks.md#";
    private const string Base = "%SRCROOT%";
    private static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Default };
    private static readonly string[] s_levels = ["error", "warning", "note"];

    public string Name => "sarif";

    public string FileName => "llmeval.sarif";

    public void Write(RunReport run, string outputDirectory, Stream output)
    {
        Dictionary<string, SarifRule> known = new(StringComparer.Ordinal);
        List<SarifResult> found = [.. Diagnostics(run, known), .. Cases(run, known)];
        SarifResult[] results = [.. found.OrderBy(r => Array.IndexOf(s_levels, r.Level)).Take(MostResults)];
        SarifRule[] rules = [.. results.Select(r => r.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(r => known[r])];
        using Utf8JsonWriter json = new(output, s_options);
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        Tool(json, run, rules);
        json.WriteStartObject("automationDetails");
        json.WriteString("id", JsonText.Whole($"llmeval/{run.Project}/"));
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        Invocation(json, run, found.Count - results.Length);
        Dictionary<string, int> twins = new(StringComparer.Ordinal);
        json.WriteStartArray("results");
        foreach (SarifResult result in results)
        {
            string identity = ContentId.Hash(result.Rule, result.File, result.Identity);
            int twin = twins[identity] = twins.GetValueOrDefault(identity) + 1;
            Write(json, result, Array.FindIndex(rules, r => r.Id == result.Rule), $"{identity}:{twin.ToString(CultureInfo.InvariantCulture)}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<SarifResult> Diagnostics(RunReport run, Dictionary<string, SarifRule> rules)
    {
        foreach (PlacedFinding finding in run.Findings)
        {
            if (finding.File is not { } file) { continue; }

            rules.TryAdd(finding.Code, new SarifRule(finding.Code, finding.Title, finding.Help, finding.DefaultLevel));
            yield return new SarifResult(finding.Code, finding.Level, finding.Message, file, finding.Line, finding.Column, finding.EndLine, finding.EndColumn, finding.Identity);
        }
    }

    private static IEnumerable<SarifResult> Cases(RunReport run, Dictionary<string, SarifRule> rules)
    {
        foreach (SuiteReport suite in run.Suites)
        {
            Dictionary<string, string> checks = suite.Metrics.Where(m => CaseReports.SafetyChecks.Contains(m.Check, StringComparer.Ordinal)).ToDictionary(m => m.Metric, m => m.Check, StringComparer.Ordinal);
            if (checks.Count == 0) { continue; }

            foreach (CaseReport item in suite.Cases)
            {
                if (item.File is not { } file) { continue; }

                foreach (string metric in item.FailedMetrics ?? [])
                {
                    if (!checks.TryGetValue(metric, out string? check)) { continue; }

                    rules.TryAdd(check, new SarifRule(check, $"An answer fails the check '{check}'", Checks + check, "warning"));
                    string known = item.State == CaseState.KnownFailure ? " It did in the baseline too." : string.Empty;
                    yield return new SarifResult(
                        check, item.State == CaseState.Failed ? "error" : "warning", $"{suite.Suite} x {suite.Model}: an answer to the case '{item.Id}' fails '{metric}' ({check}).{known}",
                        file, item.Line, 0, 0, 0, $"{suite.Suite}\n{suite.Model}\n{metric}\n{item.Id}");
                }
            }
        }
    }

    private static void Tool(Utf8JsonWriter json, RunReport run, SarifRule[] rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "LlmEval");
        json.WriteString("version", run.Tool);
        json.WriteString("informationUri", "https://github.com/llmeval/llmeval");
        json.WriteStartArray("rules");
        foreach (SarifRule rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            Text(json, "shortDescription", rule.Title);
            Text(json, "fullDescription", rule.Title + ".");
            Text(json, "help", $"{rule.Title}. See {rule.Help}");
            json.WriteString("helpUri", rule.Help);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", rule.Level);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Whether the run did its work (a red verdict is work done), and what is left out.</summary>
    private static void Invocation(Utf8JsonWriter json, RunReport run, int more)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", !run.Mistakes.Any());
        json.WriteNumber("exitCode", run.ExitStatus);
        if (more > 0)
        {
            json.WriteStartArray("toolExecutionNotifications");
            json.WriteStartObject();
            json.WriteString("level", "warning");
            Text(json, "message", string.Create(CultureInfo.InvariantCulture, $"{more} more findings are left out: a run has at most {MostResults} here. All are in report.json and the results."));
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, SarifResult result, int rule, string fingerprint)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", result.Rule);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", result.Level);
        Text(json, "message", result.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(result.File));
        json.WriteString("uriBaseId", Base);
        json.WriteEndObject();

        // What concerns a whole file is shown at its first line: code scanning shows no result without one.
        json.WriteStartObject("region");
        json.WriteNumber("startLine", Math.Max(result.Line, 1));
        if (result is { Line: > 0, Column: > 0 }) { json.WriteNumber("startColumn", result.Column); }

        if (result.Line > 0 && result.EndLine >= result.Line)
        {
            json.WriteNumber("endLine", result.EndLine);
            if (result.EndColumn > 0 && (result.EndLine > result.Line || result.EndColumn > result.Column)) { json.WriteNumber("endColumn", result.EndColumn); }
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("llmEvalFinding/v1", fingerprint);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", JsonText.Whole(text));
        json.WriteEndObject();
    }

    private static string Uri(string file) => string.Join('/', file.Split('/').Select(s => System.Uri.EscapeDataString(JsonText.Whole(s))));
}
