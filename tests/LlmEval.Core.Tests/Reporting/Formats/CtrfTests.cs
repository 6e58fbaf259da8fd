using LlmEval.Reporting.Formats;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace LlmEval.Core.Tests.Reporting.Formats;

public sealed class CtrfTests
{
    /// <summary>What the published schema (ctrf.io, 1.0.0) asks of the members that we write; it knows no others.</summary>
    private const string Schema = """
        {
          "$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": false, "required": ["results", "reportFormat", "specVersion"],
          "properties": {
            "reportFormat": { "enum": ["CTRF"] }, "specVersion": { "type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$" },
            "reportId": { "type": "string", "format": "uuid" }, "generatedBy": { "type": "string" },
            "baseline": { "type": "object", "additionalProperties": false, "required": ["reportId"], "properties": {
              "reportId": { "type": "string", "format": "uuid" }, "timestamp": { "type": "string", "format": "date-time" }, "source": { "type": "string" }, "extra": { "type": "object" } } },
            "results": { "type": "object", "additionalProperties": false, "required": ["tool", "summary", "tests"], "properties": {
              "tool": { "type": "object", "additionalProperties": false, "required": ["name"], "properties": { "name": { "type": "string", "minLength": 1 }, "version": { "type": "string" } } },
              "summary": { "type": "object", "additionalProperties": false, "required": ["tests", "passed", "failed", "skipped", "pending", "other", "start", "stop"], "properties": {
                "tests": { "type": "integer" }, "passed": { "type": "integer" }, "failed": { "type": "integer" }, "skipped": { "type": "integer" }, "pending": { "type": "integer" },
                "other": { "type": "integer" }, "flaky": { "type": "integer" }, "suites": { "type": "integer" }, "start": { "type": "integer" }, "stop": { "type": "integer" } } },
              "tests": { "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["name", "status", "duration"], "properties": {
                "name": { "type": "string", "minLength": 1 }, "status": { "enum": ["passed", "failed", "skipped", "pending", "other"] }, "duration": { "type": "integer" },
                "suite": { "type": "array", "minItems": 1, "items": { "type": "string" } }, "message": { "type": "string" }, "trace": { "type": "string" }, "line": { "type": "integer" },
                "rawStatus": { "type": "string" }, "tags": { "type": "array", "items": { "type": "string" } }, "type": { "type": "string" }, "filePath": { "type": "string" }, "flaky": { "type": "boolean" } } } },
              "environment": { "type": "object", "additionalProperties": false, "properties": { "appName": { "type": "string" }, "healthy": { "type": "boolean" } } } } }
          }
        }
        """;

    private static readonly JsonSchema s_schema = JsonSchema.FromJsonAsync(Schema).GetAwaiter().GetResult();

    [Fact]
    public void A_run_is_valid_and_its_summary_counts_its_tests()
    {
        RunReport run = RunReports.Of(
            RunReports.Suite("triage", fails: true,
                RunReports.Case("ok") with { IsFlaky = true, Tags = ["pr"] }, RunReports.Case("lost", CaseState.Failed, "Lost."), RunReports.Case("old", CaseState.KnownFailure, "Known."),
                RunReports.Case("none", CaseState.Unscored, "No score."), RunReports.Case("later", CaseState.NotEvaluated, "Not evaluated.")) with { Accepted = "2026-02-03" },
            RunReports.Suite("other"));

        JObject json = Valid(run);

        json["results"]!["summary"]!.ToString(Newtonsoft.Json.Formatting.None).Should()
            .Be("""{"tests":7,"passed":2,"failed":2,"skipped":1,"pending":1,"other":1,"flaky":1,"suites":2,"start":1700000000000,"stop":1700000001500}""");
        json["results"]!["tests"]!.Select(t => $"{t["name"]}:{t["status"]}").Should()
            .Equal("(verdict):failed", "ok:passed", "lost:failed", "old:skipped", "none:other", "later:pending", "(verdict):passed");
        json["results"]!["tests"]![1]!["suite"]!.Values<string>().Should().Equal("app", "triage", "m");
        ((string)json["baseline"]!["extra"]!["accepted"]![0]!).Should().Be("triage x m: 2026-02-03");
    }

    [Fact]
    public void Whatever_texts_hold_the_document_is_valid_and_gives_them_back() => ForeignTexts.Check(
        text =>
        {
            JObject json = Valid(RunReports.Of(RunReports.Suite("s" + text, fails: true, RunReports.Case("c" + text, CaseState.Failed, text))));
            JToken test = json["results"]!["tests"]![1]!;
            return (string?)test["name"] == "c" + JsonText.Whole(text) && (string?)test["message"] == JsonText.Whole(text);
        },
        300);

    [Fact]
    public void The_same_run_has_the_same_bytes() =>
        RunReports.Text(RunReports.Of(RunReports.Suite("a", fails: true)), "ctrf").Should().Be(RunReports.Text(RunReports.Of(RunReports.Suite("a", fails: true)), "ctrf"));

    private static JObject Valid(RunReport run)
    {
        string text = RunReports.Text(run, "ctrf");
        s_schema.Validate(text).Should().BeEmpty();
        using Newtonsoft.Json.JsonTextReader reader = new(new StringReader(text)) { DateParseHandling = Newtonsoft.Json.DateParseHandling.None };
        return JObject.Load(reader);
    }
}
