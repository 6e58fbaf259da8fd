using LlmEval.Comparing.Pooling;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Comparing;

public sealed class PooledVerdictTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmeval-pool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Metric(string name, string state, double p, string suspects = "") =>
        $$"""{"metric":"{{name}}","state":"{{state}}","pValue":{{p.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"adjustedPValue":{{p.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"alpha":0.007,"suspects":[{{suspects}}]}""";

    private static string Verdict(string suite, string kind, string metrics, string findings) =>
        $$"""{"suite":"{{suite}}","model":"m","verdict":"{{kind}}","metrics":[{{metrics}}],"findings":[{{findings}}]}""";

    private const string Fell = """{"kind":"Regression","code":"LLM2001","severity":"Error","metric":"q"}""";

    private ProjectReport Report(string project, int status, string verdicts, string diagnostics = "")
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, $$"""{"report":1,"project":"{{project}}","exitStatus":{{status}},"verdicts":[{{verdicts}}],"diagnostics":[{{diagnostics}}]}""");
        return ProjectReport.Read(path);
    }

    private ProjectReport Passing(string project) => Report(project, 0, Verdict("a", "Pass", Metric("q", "Held", 0.4), string.Empty));

    [Fact]
    public void What_fell_by_chance_in_one_of_many_projects_holds_among_all()
    {
        ProjectReport red = Report("red", 1, Verdict("a", "Regression", Metric("q", "Fell", 0.005), Fell), """{"severity":"Error","message":"a x m: q fell"}""");

        PooledVerdict alone = PooledVerdict.Of([red]);
        (alone.Kind, alone.ExitStatus).Should().Be((VerdictKind.Regression, 1));
        PooledVerdict pooled = PooledVerdict.Of([red, .. Enumerable.Range(0, 9).Select(i => Passing($"p{i}"))]);
        (pooled.Kind, pooled.ExitStatus, pooled.Family, pooled.Comparisons).Should().Be((VerdictKind.Pass, 0, 10, 10));
        PooledText.Text(pooled).Should().StartWith("pass: 10 projects").And.Contain("red: a x m: pass (alone: REGRESSION)").And.Contain("fell in its project alone, holds among all: q: p=0.005, over all projects 0.05 of 0.007");
    }

    [Fact]
    public void A_fall_that_is_sure_stays_one_and_a_case_that_is_lost_too()
    {
        string lost = Metric("q", "Fell", 0.5, """{"case":"c1","pValue":0.00001,"lost":true}""");
        ProjectReport[] others = [.. Enumerable.Range(0, 9).Select(i => Passing($"p{i}"))];

        PooledVerdict.Of([Report("red", 1, Verdict("a", "Regression", Metric("q", "Fell", 0.0001), Fell)), .. others]).Kind.Should().Be(VerdictKind.Regression);
        PooledVerdict single = PooledVerdict.Of([Report("red", 1, Verdict("a", "Regression", lost, Fell)), .. others]);
        (single.Kind, single.ExitStatus).Should().Be((VerdictKind.Regression, 1));
        PooledText.Text(single).Should().Contain("lost c1");
    }

    [Theory]
    [InlineData("""{"kind":"Regression","code":"LLM2007","severity":"Error","metric":"q"}""", VerdictKind.Regression)]
    [InlineData("""{"kind":"BelowFloor","code":"LLM2002","severity":"Error","metric":"q"}""", VerdictKind.BelowFloor)]
    public void What_no_chance_decided_stays(string other, VerdictKind expected)
    {
        PooledVerdict pooled = PooledVerdict.Of([Report("red", 1, Verdict("a", "Regression", Metric("q", "Fell", 0.005), $"{Fell},{other}")), .. Enumerable.Range(0, 9).Select(i => Passing($"p{i}"))]);

        (pooled.Kind, pooled.ExitStatus).Should().Be((expected, 1));
    }

    [Fact]
    public void A_report_that_does_not_explain_its_verdict_keeps_it()
    {
        ProjectReport old = Report("old", 1, """{"suite":"a","model":"m","verdict":"Regression","metrics":[]}""");
        ProjectReport dangling = Report("red", 1, Verdict("a", "Regression", Metric("q", "Fell", 0.005), Fell), """{"severity":"Error","message":"No suite uses this baseline"}""");

        PooledVerdict.Of([old, Passing("p")]).Kind.Should().Be(VerdictKind.Regression);
        PooledVerdict.Of([dangling, .. Enumerable.Range(0, 9).Select(i => Passing($"p{i}"))]).ExitStatus.Should().Be(1, "an error of the report belongs to none of its verdicts");
        PooledVerdict.Of([Report("broken", 5, string.Empty), Passing("p")]).ExitStatus.Should().Be(5);
    }

    [Fact]
    public void The_same_suite_twice_no_report_and_files_that_cannot_be_read_are_mistakes()
    {
        FluentActions.Invoking(() => PooledVerdict.Of([])).Should().Throw<LlmEvalException>().Which.Diagnostic.Code.Should().Be("LLM3016");
        FluentActions.Invoking(() => PooledVerdict.Of([Passing("p"), Passing("p")])).Should().Throw<LlmEvalException>().Which.Diagnostic.Message.Should().Contain("'p: a x m' is in two reports");
        Read("{\"report\":1,\"proj").Code.Should().Be("LLM1001");
        Read("{\"report\":2}").Message.Should().Contain("written by a newer LlmEval");
        Read("{\"report\":1,\"project\":\"p\",\"exitStatus\":0,\"verdicts\":[{\"suite\":\"a\",\"model\":\"m\",\"verdict\":\"Wonderful\",\"metrics\":[]}],\"diagnostics\":[]}").Message.Should().Contain("'Wonderful'");
        FluentActions.Invoking(() => ProjectReport.Read(_folder)).Should().Throw<LlmEvalException>().Which.Diagnostic.Code.Should().Be("LLM1013");
    }

    private Diagnostic Read(string text)
    {
        string path = Path.Combine(_folder, "broken.json");
        File.WriteAllText(path, text);
        return FluentActions.Invoking(() => ProjectReport.Read(path)).Should().Throw<LlmEvalException>().Which.Diagnostic;
    }
}
