using System.Globalization;
using System.Text;
using System.Xml;

namespace LlmEval.Reporting.Formats.Junit;

/// <summary>
/// <c>junit.xml</c>: a test suite a suite and model, a test a case, and one for the verdict. The elements and attributes are those that the readers of
/// GitLab, Azure Pipelines, GitHub actions and Jenkins share.
/// </summary>
internal sealed class JunitFormat : IReportFormat
{
    private static readonly XmlWriterSettings s_settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
        // Line breaks inside of texts are written as references: a reader would otherwise change them.
        NewLineHandling = NewLineHandling.Entitize,
        CloseOutput = false,
    };

    public string Name => "junit";

    public string FileName => "junit.xml";

    public void Write(RunReport run, string outputDirectory, Stream output)
    {
        List<(SuiteReport? Suite, TestResult[] Tests)> suites = [.. run.Suites.Select(s => ((SuiteReport?)s, TestResult.Of(s, outputDirectory).ToArray()))];
        TestResult[] mistakes = [.. run.Mistakes.Select((m, i) => TestResult.Of(m, i + 1))];
        if (mistakes.Length > 0) { suites.Add((null, mistakes)); }

        using XmlWriter xml = XmlWriter.Create(output, s_settings);
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", "LlmEval " + run.Project);
        Totals(xml, [.. suites.SelectMany(s => s.Tests)]);
        foreach ((SuiteReport? suite, TestResult[] tests) in suites) { Write(xml, suite, tests, run); }

        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, SuiteReport? suite, TestResult[] tests, RunReport run)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", suite is null ? "LlmEval" : $"{suite.Suite} x {suite.Model}");
        Totals(xml, tests);
        xml.WriteStartElement("properties");
        Property(xml, "project", run.Project);
        Property(xml, "tool", "LlmEval " + run.Tool);
        if (suite is not null)
        {
            Property(xml, "suite", suite.Suite);
            Property(xml, "model", suite.Model);
            Property(xml, "verdict", suite.Verdict);
            Property(xml, "samplesPerCase", suite.SamplesPerCase.ToString(CultureInfo.InvariantCulture));
            if (suite.Parameters is { } parameters) { Property(xml, "parameters", parameters); }

            if (suite.CanSee is { } sees) { Property(xml, "canSee", sees); }

            if (suite.Spend is { } spend) { Property(xml, "spent", spend); }

            foreach (MetricRow row in suite.Metrics.Where(m => m.Now.Length > 0)) { Property(xml, "metric." + row.Metric, row.Now); }
        }

        xml.WriteEndElement();
        foreach (TestResult test in tests) { Write(xml, suite, test); }

        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, SuiteReport? suite, TestResult test)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", suite is null ? "LlmEval" : $"{suite.Suite}.{suite.Model}");
        Attribute(xml, "name", test.Name);
        Attribute(xml, "time", Seconds(test.Milliseconds));
        if (test.File is { } file) { Attribute(xml, "file", file); }

        if (test.Line > 0) { Attribute(xml, "line", test.Line.ToString(CultureInfo.InvariantCulture)); }

        if (test.Tags.Count > 0)
        {
            xml.WriteStartElement("properties");
            Property(xml, "tags", string.Join(", ", test.Tags));
            xml.WriteEndElement();
        }

        string details = string.Join('\n', test.Details);
        string? element = test.State switch
        {
            CaseState.Failed => "failure",
            CaseState.Unscored => "error",
            CaseState.KnownFailure or CaseState.NotEvaluated or CaseState.Skipped => "skipped",
            _ => null,
        };
        if (element is not null)
        {
            xml.WriteStartElement(element);
            Attribute(xml, "message", test.Message ?? test.Type);
            if (element != "skipped")
            {
                Attribute(xml, "type", test.Type);
                string place = test.File is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"\n{test.File}:{Math.Max(test.Line, 1)}");
                xml.WriteString(XmlText.Of($"{test.Message}{(details.Length > 0 ? "\n" + details : string.Empty)}{place}"));
            }

            xml.WriteEndElement();
        }

        string said = element is null && test.Message is not null ? $"{test.Message}\n{details}".TrimEnd('\n') : element == "skipped" ? details : string.Empty;
        if (said.Length > 0)
        {
            xml.WriteStartElement("system-out");
            xml.WriteString(XmlText.Of(said));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Totals(XmlWriter xml, TestResult[] tests)
    {
        Attribute(xml, "tests", Count(_ => true));
        Attribute(xml, "failures", Count(t => t.State == CaseState.Failed));
        Attribute(xml, "errors", Count(t => t.State == CaseState.Unscored));
        Attribute(xml, "skipped", Count(t => t.State is CaseState.KnownFailure or CaseState.NotEvaluated or CaseState.Skipped));
        Attribute(xml, "time", Seconds(tests.Sum(t => t.Milliseconds)));

        string Count(Func<TestResult, bool> predicate) => tests.Count(predicate).ToString(CultureInfo.InvariantCulture);
    }

    private static string Seconds(double milliseconds) => (milliseconds / 1000).ToString("0.###", CultureInfo.InvariantCulture);

    private static void Property(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        Attribute(xml, "name", name);
        Attribute(xml, "value", value);
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, XmlText.Of(value));
}
