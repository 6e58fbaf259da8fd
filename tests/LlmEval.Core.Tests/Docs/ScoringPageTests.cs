using System.Text.RegularExpressions;
using LlmEval.Core.Tests.Suites;
using LlmEval.Model;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Docs;

/// <summary>docs/scoring.md: its suites have no mistake, it names every check, and what it names there is.</summary>
public sealed partial class ScoringPageTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryFiles.Path("docs", "scoring.md"));

    /// <summary>Not checks: keys, metrics that every suite has, and names of other tools that the page translates.</summary>
    private static readonly string[] s_others =
    [
        "score", "threshold", "metric", "path", "value", "weight", "gate", "not-", "attacks:", "counterfactual:", "perturb:", "question", "must-pass", "worst-slice", "latency-p95", "budget:",
        "javascript", "python", "webhook", "g-eval", "n",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_example_has_no_mistake(int example)
    {
        using SuiteFolder project = new();
        project.Write("evals/labels/groundedness.jsonl", "{\"id\":\"1\",\"answer\":\"Five days.\",\"passages\":[\"Five days.\"],\"label\":true}\n");
        EvalSuite suite = project.Suite(Yaml().Matches(s_page)[example].Groups[1].Value)!;
        CheckScope scope = new() { Suite = suite, ProjectDirectory = project.Root, Models = ["judge-mini", "embedder", "handbook", "tiny"] };
        SuiteChecks checks = SuiteChecks.Bind(suite.Score, CheckRegistry.BuiltIn, project.Found, scope);
        foreach (EvalCase testCase in suite.ReadCases(project.Found))
        {
            checks.ForCase(testCase.Location, testCase.ScoreReplace, testCase.ScoreAdd, [], project.Found).Validate(testCase, project.Found);
        }

        GatePlanOf(suite, checks, project.Found);
        project.Found.Items.Should().BeEmpty();
        checks.Suite.Checks.Should().HaveCountGreaterThan(4);
    }

    [Fact]
    public void There_are_two_examples() => Yaml().Matches(s_page).Should().HaveCount(2);

    [Fact]
    public void Every_check_is_named()
    {
        string[] variants = [.. CheckRegistry.BuiltIn.Kinds.Select(k => k.Name)];
        // These have pages of their own, are written by a key of the suite, or are another check with one thing more.
        string[] elsewhere = ["attack-resisted", "contains-any", "icontains", "icontains-all", "chrf++", "corpus-chrf++"];
        variants.Except(elsewhere).Where(n => !s_page.Contains($"`{n}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void What_it_names_in_its_table_there_is()
    {
        string table = s_page.Split("## Which check for which need")[1].Split("Take the first check")[0];
        Code().Matches(table).Select(m => m.Groups[1].Value).Where(n => !CheckRegistry.BuiltIn.TryFind(n, out _, out _)).Except(s_others).Should().BeEmpty();
    }

    [Fact]
    public void Its_links_lead_somewhere() =>
        Link().Matches(s_page).Select(m => RepositoryFiles.Path("docs", m.Groups[1].Value)).Should().NotBeEmpty().And.OnlyContain(f => File.Exists(f));

    private static void GatePlanOf(EvalSuite suite, SuiteChecks checks, DiagnosticBag found) =>
        LlmEval.Gating.GatePlan.Bind(suite.Gate, [.. checks.Metrics.Metrics, .. checks.SuiteMetrics("USD").Select(m => m.Metric)], found);

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)#]+)")]
    private static partial Regex Link();
}
