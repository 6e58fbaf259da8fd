using LlmEval.Reporting.Formats;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace LlmEval.Core.Tests.Reporting.Formats;

public sealed class SarifTests
{
    /// <summary>What SARIF 2.1.0 (OASIS) asks of the members that we write.</summary>
    private const string Schema = """
        {
          "$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": false, "required": ["version", "runs"],
          "properties": { "$schema": { "type": "string", "format": "uri" }, "version": { "enum": ["2.1.0"] }, "runs": { "type": "array", "minItems": 0, "items": {
            "type": "object", "additionalProperties": false, "required": ["tool"], "properties": {
              "tool": { "type": "object", "additionalProperties": false, "required": ["driver"], "properties": { "driver": { "type": "object", "additionalProperties": false, "required": ["name"], "properties": {
                "name": { "type": "string" }, "version": { "type": "string" }, "informationUri": { "type": "string", "format": "uri" },
                "rules": { "type": "array", "uniqueItems": true, "items": { "type": "object", "additionalProperties": false, "required": ["id"], "properties": {
                  "id": { "type": "string" }, "shortDescription": { "$ref": "#/definitions/text" }, "fullDescription": { "$ref": "#/definitions/text" }, "help": { "$ref": "#/definitions/text" },
                  "helpUri": { "type": "string", "format": "uri" }, "defaultConfiguration": { "type": "object", "additionalProperties": false, "properties": { "level": { "$ref": "#/definitions/level" } } } } } } } } } },
              "automationDetails": { "type": "object", "additionalProperties": false, "properties": { "id": { "type": "string" } } },
              "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
              "invocations": { "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["executionSuccessful"], "properties": {
                "executionSuccessful": { "type": "boolean" }, "exitCode": { "type": "integer" },
                "toolExecutionNotifications": { "type": "array", "items": { "type": "object", "required": ["message"], "properties": { "message": { "$ref": "#/definitions/text" }, "level": { "$ref": "#/definitions/level" } } } } } } },
              "results": { "type": "array", "maxItems": 5000, "items": { "type": "object", "additionalProperties": false, "required": ["message"], "properties": {
                "ruleId": { "type": "string" }, "ruleIndex": { "type": "integer", "minimum": 0 }, "level": { "$ref": "#/definitions/level" }, "message": { "$ref": "#/definitions/text" },
                "partialFingerprints": { "type": "object", "additionalProperties": { "type": "string" } },
                "locations": { "type": "array", "minItems": 1, "items": { "type": "object", "additionalProperties": false, "properties": { "physicalLocation": { "type": "object", "additionalProperties": false, "properties": {
                  "artifactLocation": { "type": "object", "additionalProperties": false, "required": ["uri"], "properties": { "uri": { "type": "string", "pattern": "^[A-Za-z0-9._~%/-]+$" }, "uriBaseId": { "type": "string" } } },
                  "region": { "type": "object", "additionalProperties": false, "properties": { "startLine": { "type": "integer", "minimum": 1 }, "startColumn": { "type": "integer", "minimum": 1 },
                    "endLine": { "type": "integer", "minimum": 1 }, "endColumn": { "type": "integer", "minimum": 1 } } } } } } } } } } } } } } },
          "definitions": { "level": { "enum": ["none", "note", "warning", "error"] }, "text": { "type": "object", "additionalProperties": false, "required": ["text"], "properties": { "text": { "type": "string", "minLength": 1 } } } }
        }
        """;

    private static readonly JsonSchema s_schema = JsonSchema.FromJsonAsync(Schema).GetAwaiter().GetResult();

    [Fact]
    public void A_finding_is_a_result_at_its_place_and_one_without_a_place_is_none()
    {
        JToken run = Valid(RunReports.Of() with { Findings = [Finding("LLM2001", "evals/my suite.eval.yml", 9, "fell"), Finding("LLM3005", null, 0, "busy")] });

        JToken result = run["results"]!.Should().ContainSingle().Subject;
        ((string)result["ruleId"]!, (string)result["level"]!, (string)result["message"]!["text"]!).Should().Be(("LLM2001", "error", "fell"));
        JToken place = result["locations"]![0]!["physicalLocation"]!;
        ((string)place["artifactLocation"]!["uri"]!, (string)place["artifactLocation"]!["uriBaseId"]!).Should().Be(("evals/my%20suite.eval.yml", "%SRCROOT%"));
        place["region"]!.ToString(Newtonsoft.Json.Formatting.None).Should().Be("""{"startLine":9,"startColumn":5,"endLine":9,"endColumn":12}""");
        JToken rule = run["tool"]!["driver"]!["rules"]!.Single();
        ((string)rule["id"]!, (string)rule["helpUri"]!).Should().Be(("LLM2001", "https://x.example/#llm2001"));
    }

    [Fact]
    public void A_case_whose_answer_fails_a_check_of_safety_is_a_result_at_the_case()
    {
        SuiteReport suite = RunReports.Suite("triage", fails: false, RunReports.Case("lost", CaseState.Failed) with { FailedMetrics = ["category", "leaks"] }, RunReports.Case("ok")) with
        {
            Metrics = [new MetricRow("category", "equals", "held", "", "", "", "", "", 2), new MetricRow("leaks", "pii", "held", "", "", "", "", "", 2)],
        };

        JToken result = Valid(RunReports.Of(suite))["results"]!.Should().ContainSingle().Subject;

        ((string)result["ruleId"]!, (string)result["level"]!, (int)result["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]!).Should().Be(("pii", "error", 7));
        ((string)result["message"]!["text"]!).Should().Be("triage x m: an answer to the case 'lost' fails 'leaks' (pii).");
    }

    [Fact]
    public void A_fingerprint_is_of_what_the_finding_is_about_and_not_of_its_words_or_line()
    {
        string Print(PlacedFinding finding, int at = 0) => (string)Valid(RunReports.Of() with { Findings = [finding, finding] })["results"]![at]!["partialFingerprints"]!["llmEvalFinding/v1"]!;
        PlacedFinding finding = Finding("LLM2001", "a.yml", 9, "category: lost 3");

        Print(finding with { Line = 30, Message = "category: lost 4" }).Should().Be(Print(finding));
        Print(finding with { Identity = "other" }).Should().NotBe(Print(finding));
        Print(finding with { File = "b.yml" }).Should().NotBe(Print(finding));
        Print(finding, at: 1).Should().NotBe(Print(finding), "twins are told apart");
    }

    [Fact]
    public void Of_too_many_findings_the_most_serious_are_kept_and_the_rest_is_said()
    {
        PlacedFinding[] many = [.. Enumerable.Range(0, 5003).Select(i => Finding("LLM2014", "a.yml", i + 1, "note") with { Level = "note" }), Finding("LLM2001", "a.yml", 1, "fell")];

        JToken run = Valid(RunReports.Of() with { Findings = many });

        run["results"]!.Should().HaveCount(5000);
        ((string)run["results"]![0]!["ruleId"]!).Should().Be("LLM2001");
        ((string)run["invocations"]![0]!["toolExecutionNotifications"]![0]!["message"]!["text"]!).Should().StartWith("4 more findings are left out");
    }

    [Fact]
    public void Whatever_texts_hold_the_document_is_valid_and_gives_them_back() => ForeignTexts.Check(
        text =>
        {
            JToken run = Valid(RunReports.Of() with { Findings = [Finding("LLM2001", "d/" + text.Replace('/', '.') + "x", 1, "m" + text)] });
            JToken result = run["results"]![0]!;
            return (string?)result["message"]!["text"] == "m" + JsonText.Whole(text)
                && Uri.UnescapeDataString((string)result["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!) == "d/" + JsonText.Whole(text.Replace('/', '.')) + "x";
        },
        300);

    private static PlacedFinding Finding(string code, string? file, int line, string message) => new()
    {
        Code = code,
        Title = "A metric fell",
        Help = "https://x.example/#" + code.ToLowerInvariant(),
        Level = "error",
        DefaultLevel = "error",
        Message = message,
        Identity = "about",
        IsVerdict = true,
        File = file,
        Line = line,
        Column = line > 0 ? 5 : 0,
        EndLine = line,
        EndColumn = line > 0 ? 12 : 0,
    };

    private static JToken Valid(RunReport run)
    {
        string text = RunReports.Text(run, "sarif");
        s_schema.Validate(text).Should().BeEmpty();
        return JObject.Parse(text)["runs"]!.Single();
    }
}
