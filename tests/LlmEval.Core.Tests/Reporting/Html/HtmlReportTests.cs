using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using LlmEval.Core.Tests.Evaluations;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Html;
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
