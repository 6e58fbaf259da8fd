using System.Xml.Linq;
using LlmEval.Reporting.Formats;
using LlmEval.Reporting.Formats.Junit;

namespace LlmEval.Core.Tests.Reporting.Formats;

public sealed class JunitTests
{
    [Fact]
    public void Whatever_texts_hold_the_document_is_XML_and_gives_them_back() => ForeignTexts.Check(
        text =>
        {
            XElement root = Root(RunReports.Of(RunReports.Suite(text, fails: true, RunReports.Case(text, CaseState.Failed, text), RunReports.Case("s" + text, CaseState.KnownFailure, text))));
            string kept = XmlText.Of(text);
            XElement failed = root.Descendants("testcase").ElementAt(1);
            return (string?)failed.Attribute("name") == kept
                && (string?)failed.Element("failure")!.Attribute("message") == kept
                && failed.Element("failure")!.Value.StartsWith(kept, StringComparison.Ordinal)
                && (string?)root.Descendants("skipped").Single().Attribute("message") == kept;
        },
        400);

    [Fact]
    public void A_suite_and_model_is_a_test_suite_with_a_test_for_its_verdict_and_one_a_case()
    {
        XElement root = Root(RunReports.Of(RunReports.Suite("triage", fails: true,
            RunReports.Case("ok"), RunReports.Case("lost", CaseState.Failed, "Lost."), RunReports.Case("old", CaseState.KnownFailure, "Known."), RunReports.Case("none", CaseState.Unscored, "No score."),
            RunReports.Case("fixed", CaseState.Passed, "Fixed: accept to keep it."))));

        XElement suite = root.Elements("testsuite").Should().ContainSingle().Subject;
        Numbers(suite).Should().Be("6 2 1 1");
        Numbers(root).Should().Be("6 2 1 1");
        suite.Elements("testcase").Select(t => $"{t.Attribute("name")!.Value}:{t.Elements().FirstOrDefault()?.Name}").Should()
            .Equal("(verdict):failure", "ok:", "lost:failure", "old:skipped", "none:error", "fixed:system-out");
        XElement lost = suite.Elements("testcase").ElementAt(2);
        (lost.Attribute("classname")!.Value, lost.Attribute("file")!.Value, lost.Attribute("line")!.Value, lost.Attribute("time")!.Value).Should().Be(("triage.m", "evals/rows.jsonl", "7", "0"));
        lost.Element("failure")!.Value.Should().Be("Lost.\nevals/rows.jsonl:7");
        suite.Element("properties")!.Elements("property").Single(p => p.Attribute("name")!.Value == "metric.category").Attribute("value")!.Value.Should().Be("71.0%");
    }

    [Fact]
    public void An_error_that_kept_anything_from_being_judged_is_an_error_and_no_empty_list()
    {
        PlacedFinding mistake = new() { Code = "LLM1002", Title = "Unknown key", Help = "https://x.example/#a", Level = "error", DefaultLevel = "error", Message = "No key 'scor'.", Identity = "k", File = "a.yml", Line = 3 };

        XElement root = Root(RunReports.Of() with { Findings = [mistake] });

        Numbers(root).Should().Be("1 0 1 0");
        root.Descendants("error").Single().Attribute("type")!.Value.Should().Be("LLM1002");
    }

    private static string Numbers(XElement element) => string.Join(' ', ((string[])["tests", "failures", "errors", "skipped"]).Select(n => element.Attribute(n)!.Value));

    private static XElement Root(RunReport run) => XDocument.Parse(RunReports.Text(run, "junit"), LoadOptions.PreserveWhitespace).Root!;
}
