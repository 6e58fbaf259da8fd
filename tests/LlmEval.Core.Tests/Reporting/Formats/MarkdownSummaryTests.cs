using System.Text;
using LlmEval.Reporting.Formats;
using LlmEval.Reporting.Formats.Markdown;

namespace LlmEval.Core.Tests.Reporting.Formats;

public sealed class MarkdownSummaryTests
{
    [Fact]
    public void A_fall_is_told_with_what_to_do_its_numbers_and_what_the_suite_can_see()
    {
        SuiteReport suite = RunReports.Suite("triage", fails: true, RunReports.Case("a"), RunReports.Case("b")) with
        {
            Lost = ["t1", "t2", "t3", "t4", "t5", "t6"],
            Unscored = ["t9"],
            CanSee = "20 cases x 3: one case that dies (84%)",
            Spend = "12 calls",
            Notes = ["LLM2015: 1 case was edited"],
        };

        Summary(RunReports.Of(suite)).Should().Be("""
            ## LlmEval&#58; app

            **1 of 1 verdicts fail.**

            ### triage x m&#58; REGRESSION

            category&#58; lost 3 of 20

            **What to do:** Mend the prompt&#46;

            | metric | before | now | difference | 95% interval | p | n |
            |---|--:|--:|--:|--:|--:|--:|
            | category (fell) | 93&#46;0% | 71&#46;0% | &#45;22&#46;0 points | &#45;28&#46;0 points to &#45;16&#46;0 points | 0&#46;001 | 20 |

            **Lost: 6 of 2 cases**

            - **t1**
            - **t2**
            - **t3**
            - **t4**
            - **t5**
            - and 1 more

            **Unscored: 1 of 2 cases**

            - **t9**

            - What this suite can see: 20 cases x 3&#58; one case that dies &#40;84%&#41;
            - Spent: 12 calls
            - LLM2015&#58; 1 case was edited


            """.ReplaceLineEndings("\n").Replace("## LlmEval&#58;", "## LlmEval:", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_too_long_is_left_out_by_whole_sections_green_ones_first_and_said()
    {
        SuiteReport[] suites = [.. Enumerable.Range(0, 60).Select(i => RunReports.Suite($"green{i:00}") with { Notes = [new string('x', 40_000)] }), RunReports.Suite("red", fails: true) with { CanSee = "all" }];

        string summary = Summary(RunReports.Of(suites));

        Encoding.UTF8.GetByteCount(summary).Should().BeLessThanOrEqualTo(1024 * 1024).And.BeGreaterThan(900_000);
        summary.Should().Contain("### red x m").And.Contain("What this suite can see: all").And.MatchRegex("\n[0-9]+ of [0-9]+ sections are left out: the page takes no more. Everything is in report.txt.\n$");
        summary.Split('\n').Count(l => l.StartsWith("- xxx", StringComparison.Ordinal)).Should().Be(summary.Split("- " + new string('x', 40_000) + "\n").Length - 1, "no section is cut");
    }

    [Fact]
    public void Several_suites_have_a_table_with_the_red_ones_first()
    {
        string summary = Summary(RunReports.Of(RunReports.Suite("a|b"), RunReports.Suite("red", fails: true)));

        summary.Should().StartWith("## LlmEval: app\n\n**1 of 2 verdicts fail.**\n\n| suite | model | verdict | cases |\n|---|---|---|--:|\n| red | m | **REGRESSION** | 0 |\n| a&#124;b | m | pass | 0 |\n\n### red");
    }

    [Fact]
    public void Mistakes_that_kept_all_from_being_judged_are_the_summary()
    {
        PlacedFinding mistake = new() { Code = "LLM1002", Title = "t", Help = "h", Level = "error", DefaultLevel = "error", Message = "No key scor", Identity = "i", File = "evals/a.yml", Line = 3 };

        Summary(RunReports.Of() with { Findings = [mistake] }).Should().Be("## LlmEval: app\n\n**Not judged: 1 error.**\n\n- LLM1002&#58; evals&#47;a&#46;yml&#40;3&#41;&#58; No key scor\n\n");
    }

    private static string Summary(RunReport run) => MarkdownSummary.Of(run, "/nowhere", MarkdownSummary.Longest);
}
