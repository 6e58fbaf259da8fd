using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using LlmEval.Core.Tests.Evaluations;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.History;
using LlmEval.Reporting.Html;
using LlmEval.Running;
using LlmEval.Shared;

namespace LlmEval.Core.Tests.Reporting.Html;

public sealed partial class HtmlReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmeval-html-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Same_verdicts_give_the_same_bytes_whatever_the_culture()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        string first = Write(new SyntheticReport { Cases = 60 });
        try
        {
            CultureInfo other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat.NumberDecimalSeparator = ",";
            other.NumberFormat.NegativeSign = "~";
            other.DateTimeFormat.DateSeparator = "?";
            CultureInfo.CurrentCulture = other;

            Write(new SyntheticReport { Cases = 60 }).Should().Be(first);
        }
        finally { CultureInfo.CurrentCulture = culture; }
    }

    [Fact]
    public void Asks_for_nothing_and_runs_only_its_own_script()
    {
        string page = Write(new SyntheticReport { Cases = 30 });

        page.Should().Contain("default-src 'none'").And.NotContain("unsafe-inline").And.NotContain("http://").And.NotContain("https://");
        Regex.Matches(page, " (src|srcset|action|style|on[a-z]+)=").Should().BeEmpty();
        Regex.Matches(page, "href=\"(?!#|data:,)").Should().BeEmpty();
        Regex.Matches(page, "<script>").Should().HaveCount(1);
    }

    [Theory]
    [InlineData("</script><img src=x onerror=alert(1)>")]
    [InlineData("<!--<script>\" ' & \u0000 \u202E")]
    public void What_an_answer_says_is_text(string planted)
    {
        // Half a surrogate, which an attribute cannot hold.
        planted += "\ud800";
        string page = Write(new SyntheticReport { Cases = 30, Planted = planted, FirstId = planted, Suite = planted, Model = planted });

        page.Should().NotContain("<img").And.NotContain("<!--").And.NotContain("\u0000").And.NotContain("\u202E");
        Regex.Count(page, "<script").Should().Be(Regex.Count(page, "</script>"));
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(page).Should().NotBeEmpty("half a surrogate cannot be encoded");
    }

    [Fact]
    public void Texts_of_a_private_suite_are_nowhere_in_it()
    {
        const string Secret = "zanzibar";
        SyntheticReport report = new() { Cases = 40, Planted = Secret, IsPrivate = true };

        string page = Write(report);
        string whole = page + string.Concat(Unpacked(page));
        whole.Should().NotContainEquivalentOf(Secret).And.NotContain("expected 'billing'").And.NotContain("Use none when").And.NotContain("\"reply\"").And.NotContain("macro over 4 labels").And.NotContain("confusion matrix");
        whole.Should().Contain("t-00001").And.Contain("This suite is private");
        string open = Write(new SyntheticReport { Cases = 40, Planted = Secret });
        (open + string.Concat(Unpacked(open))).Should().Contain(Secret, "else this test would see nothing");
    }

    [Fact]
    public async Task A_build_writes_it_and_keeps_private_texts_out()
    {
        using ProjectFolder project = new();
        project.Write("evals/people.csv", "id,name\nfirst,Zanzibarina\n");
        project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            data: { file: people.csv, private: true }
            score: [{ contains: Goodbye }]
            """);
        await project.RunAsync();
        string page = await File.ReadAllTextAsync(Path.Combine(project.Output, HtmlReport.Name), TestContext.Current.CancellationToken);

        (page + string.Concat(Unpacked(page))).Should().NotContain("Zanzibarina").And.NotContain("Hello").And.Contain("first");
    }

    [Fact]
    public async Task A_run_shows_the_answers_of_what_failed()
    {
        using ProjectFolder project = new();
        await project.RunAsync();
        await project.AcceptAsync();
        project.WithScript("- { user: Bob, answer: 'Go away' }\n- { answer: 'Hello {user}' }\n").ForgetAnswers();
        project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be brief.");
        await project.RunAsync();
        string page = await File.ReadAllTextAsync(Path.Combine(project.Output, HtmlReport.Name), TestContext.Current.CancellationToken);

        page.Should().Contain("Go away").And.Contain("llmeval run --filter &quot;suite=greet;model=m;case=bob&quot;");
        string.Concat(Unpacked(page)).Should().Contain("Hello Ann").And.Contain("\"cid\"");
    }

    [Fact]
    public void Ten_thousand_cases_stay_below_eight_megabytes_with_all_that_matter()
    {
        string page = Write(new SyntheticReport { Cases = 10_000 });

        Encoding.UTF8.GetByteCount(page).Should().BeLessThanOrEqualTo(8_000_000);
        string whole = string.Concat(Unpacked(page));
        whole.Should().Contain("\"t-09999\"");
        Regex.Count(whole, "none\\\\\",\\\\\"reply").Should().BeGreaterThan(1_000, "the answers of lost cases come first");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"result\":1}\n{\"case\":\"t-00000\"}\n")]
    [InlineData("no json at all\nat all\n")]
    public void A_result_that_is_gone_or_damaged_leaves_the_verdict(string? content)
    {
        ReportedSuite suite = new SyntheticReport { Cases = 12 }.Create(_folder);
        if (content is null) { File.Delete(suite.ResultPath!); }
        else { File.WriteAllText(suite.ResultPath!, content); }

        Write(suite).Should().Contain("The answers got worse").And.Contain("t-00000");
    }

    [Fact]
    public void Every_kind_of_verdict_has_a_sentence_and_a_next_step()
    {
        foreach (VerdictKind kind in Enum.GetValues<VerdictKind>())
        {
            string page = Write(new SyntheticReport { Cases = 3, Kind = kind, HasBaseline = kind != VerdictKind.NoBaseline });

            Regex.Match(page, "<p class=\"sentence\">([^<]+)</p>").Groups[1].Value.Should().EndWith(".", kind.ToString());
            Regex.IsMatch(page, "<strong>Next:</strong> ([^<]{5,})").Should().BeTrue(kind.ToString());
        }
    }

    [Fact]
    public void The_trend_has_the_remembered_runs_and_no_parts_of_the_suite()
    {
        HistoryRun[] runs =
        [
            Run(1, 0.5, 240), Run(2, 0.125, 7), Run(3, 0.75, 240) with { Revision = "0123456789abcdef0123456789abcdef01234567" },
        ];
        string page = Write(new SyntheticReport().Create(_folder) with { Runs = runs });

        page.Should().Contain("the last 2 runs on this machine").And.Contain("2026-11-03 08:00").And.Contain("01234567<").And.Contain("50.0%").And.NotContain("2026-11-02 08:00");
        page.IndexOf("2026-11-03 08:00", StringComparison.Ordinal).Should().BeLessThan(page.IndexOf("2026-11-01 08:00", StringComparison.Ordinal), "the newest comes first");
    }

    [Fact]
    public void The_spend_has_what_was_drawn_to_be_held_back()
    {
        ReportedSuite suite = new SyntheticReport { Cases = 12 }.Create(_folder);
        Write(suite).Should().NotContain("Samples held back");

        suite = suite with { UsedForHeldBack = new Usage(97, 11, 13, 0) };
        Write(suite).Should().Contain("Samples held back").And.Contain(">97<").And.Contain("From the cache: ");
        JsonReport.Write(SyntheticReport.Manifest(_folder), [suite], [], 0).Should().MatchRegex("\"usedForHeldBack\":\\s*{\\s*\"calls\":\\s*97");
    }

    [Fact]
    public void Findings_that_the_table_of_metrics_repeats_do_not_push_it_off_the_first_screen()
    {
        ReportedSuite suite = new SyntheticReport { Cases = 12 }.Create(_folder);
        Finding fell = suite.Verdict.Findings.First(f => f.Kind == VerdictKind.Regression && f.Metric is not null);
        Finding gone = new(VerdictKind.Vanished, Diagnostics.Vanished, Severity.Error, null, [], "gone for good");
        string page = Write(suite with { Verdict = suite.Verdict with { Findings = [fell, fell with { Text = "twice" }, fell with { Text = "thrice" }, gone] } });

        page.Should().Contain("<summary>3 findings of the metrics below");
        page.IndexOf("gone for good", StringComparison.Ordinal).Should().BeLessThan(page.IndexOf("<summary>3 findings", StringComparison.Ordinal));
        Write(suite with { Verdict = suite.Verdict with { Findings = [fell, gone] } }).Should().NotContain("findings of the metrics below");
    }

    [Fact]
    public void Every_report_names_the_same_next_step()
    {
        ReportedSuite suite = new SyntheticReport { Cases = 12 }.Create(_folder);
        string next = Regex.Match(Write(suite), "<strong>Next:</strong> ([^<]+[a-z])").Groups[1].Value;

        next.Should().StartWith("Read the lost cases");
        TextReport.Write(SyntheticReport.Manifest(_folder), [suite], []).Should().Contain("  next: " + next).And.Contain("dotnet build -t:LlmEvalAccept -p:LlmEvalAcceptReason");
    }

    [Fact]
    public void Nothing_judged_is_said()
    {
        using MemoryStream stream = new();
        HtmlReport.Write(stream, SyntheticReport.Manifest(_folder), [], [Diagnostics.Usage.At(new Location(Path.Combine(_folder, "evals", "a.eval.yml"), 3), "Something is wrong.")]);

        Encoding.UTF8.GetString(stream.ToArray()).Should().Contain("Nothing was judged").And.Contain("Something is wrong").And.NotContain(_folder);
    }

    [Fact]
    public void A_hundred_suites_stay_one_page()
    {
        ReportedSuite[] suites = [.. Enumerable.Range(0, 100).Select(i => new SyntheticReport { Suite = $"suite-{i}", Cases = 40, Kind = i % 7 == 0 ? VerdictKind.Regression : VerdictKind.Pass }.Create(_folder))];
        string page = Write(suites);

        Encoding.UTF8.GetByteCount(page).Should().BeLessThanOrEqualTo(8_000_000);
        page.Should().Contain("100 verdicts: 15 to mend, 0 open, 85 fine").And.Contain("href=\"#s99\"").And.Contain("id=\"s99\"");
    }

    private static HistoryRun Run(int day, double mean, int cases) => new()
    {
        Time = new DateTimeOffset(2026, 11, day, 8, 0, 0, TimeSpan.Zero), Suite = "triage", Model = "tiny", Verdict = VerdictKind.Pass, Cases = cases, TotalCases = 240, Tool = "0.1.0",
        Metrics = [new HistoryMetric("category", "pass", true, mean, null, null, cases)],
    };

    private string Write(SyntheticReport report) => Write(report.Create(_folder));

    private string Write(params ReportedSuite[] suites)
    {
        using MemoryStream stream = new();
        HtmlReport.Write(stream, SyntheticReport.Manifest(_folder), suites, []);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<string> Unpacked(string page)
    {
        foreach (Match block in Block().Matches(page))
        {
            using DeflateStream inflate = new(new MemoryStream(Convert.FromBase64String(block.Groups[1].Value)), CompressionMode.Decompress);
            using StreamReader reader = new(inflate, Encoding.UTF8);
            yield return reader.ReadToEnd();
        }
    }

    [GeneratedRegex("<script type=\"text/plain\" id=\"p[0-9]+\">([^<]*)</script>")]
    private static partial Regex Block();
}
