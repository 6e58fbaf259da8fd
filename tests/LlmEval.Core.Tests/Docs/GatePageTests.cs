using System.Globalization;
using System.Text.RegularExpressions;
using LlmEval.Core.Tests.Suites;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Docs;

/// <summary>docs/gate.md and docs/budgets.md: what they say of verdicts and keys is what the code does.</summary>
public sealed partial class GatePageTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryFiles.Path("docs", "gate.md"));

    public static TheoryData<VerdictKind> Kinds => [.. Enum.GetValues<VerdictKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_of_verdict_is_in_the_table_with_its_exit_status(VerdictKind kind)
    {
        string words = kind switch
        {
            VerdictKind.ModelMissing => VerdictKind.NotEvaluated.Words(),
            VerdictKind.BaselineRequired => VerdictKind.NoBaseline.Words(),
            _ => kind.Words(),
        };

        (string[] _, string[] _, int[] statuses) = Rows().Should().ContainSingle(r => r.Words.Contains(words)).Subject;

        if (kind is VerdictKind.NoBaseline or VerdictKind.BaselineRequired) { statuses.Should().Equal(VerdictKind.NoBaseline.ExitStatus(), VerdictKind.BaselineRequired.ExitStatus()); }
        else { statuses.Should().Equal(kind.ExitStatus()); }
    }

    [Fact]
    public void The_codes_of_the_table_are_there_and_are_errors_where_the_build_fails()
    {
        foreach ((string[] words, string[] codes, int[] statuses) in Rows())
        {
            codes.Should().NotBeEmpty(words[0]).And.BeSubsetOf(Diagnostics.All.Select(d => d.Code));
            if (statuses[0] is 1 or 2 or 4 or 7)
            {
                Diagnostics.All.Should().Contain(d => codes.Contains(d.Code) && d.DefaultSeverity == Severity.Error, $"{words[0]} fails the build");
            }
        }
    }

    [Fact]
    public void The_command_lists_every_status()
    {
        string readme = File.ReadAllText(RepositoryFiles.Path("src", "LlmEval.Cli", "README.md"));
        string table = readme[readme.IndexOf("| status | means |", StringComparison.Ordinal)..];
        int[] said = [.. Cells(table).Skip(2).TakeWhile(c => c.Length > 1).SelectMany(c => c[0].Split(',')).Select(s => int.Parse(s, CultureInfo.InvariantCulture))];

        said.Should().Equal([.. Enum.GetValues<VerdictKind>().Select(k => k.ExitStatus()).Append(EvaluationResult.AuthoringExitStatus).Append(EvaluationResult.InfrastructureExitStatus).Distinct().Order(), 64, 70, 130]);
    }

    [Theory]
    [InlineData("gate.md")]
    [InlineData("budgets.md")]
    public void Its_settings_have_no_mistake(string page)
    {
        using SuiteFolder project = new();
        string settings = Yaml().Match(File.ReadAllText(RepositoryFiles.Path("docs", page))).Groups[1].Value;
        string comment = Rule().Replace(settings, "  regression:");
        foreach (string text in (string[])[settings, Rule().IsMatch(settings) ? comment.Replace("  regression: default", "  # default", StringComparison.Ordinal) : settings])
        {
            EvalSuite suite = project.Suite($$$"""
                prompt: triage
                models: [tiny]
                score:
                  - equals: { value: "{{expected.category}}", metric: category }
                  - pii: any
                cases:
                  - { id: one, vars: { ticket: Down }, expected: { category: outage } }
                {{{text}}}
                """)!;
            project.Found.Items.Should().BeEmpty(text);
            CheckScope scope = new() { Suite = suite, ProjectDirectory = project.Root, Models = ["tiny"] };
            SuiteChecks checks = SuiteChecks.Bind(suite.Score, CheckRegistry.BuiltIn, project.Found, scope);
            GatePlan.Bind(suite.Gate, [.. checks.Metrics.Metrics], project.Found);
            project.Found.Items.Should().BeEmpty(text);
        }
    }

    private static IEnumerable<(string[] Words, string[] Codes, int[] Statuses)> Rows() =>
        Cells(s_page[s_page.IndexOf("| verdict | code | exit status |", StringComparison.Ordinal)..]).Skip(2).TakeWhile(c => c.Length > 2)
            .Select(c => (c[0].Split(", "), Code().Matches(c[1]).Select(m => m.Value).ToArray(), Number().Matches(c[2]).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray()));

    /// <summary>The cells of the lines from here on; a line that is no row has one.</summary>
    private static IEnumerable<string[]> Cells(string text) =>
        text.Split('\n').Select(l => l.StartsWith('|') ? l.Trim('|').Split('|', StringSplitOptions.TrimEntries) : [l]);

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex("^  # regression:", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex("LLM[0-9]{4}")]
    private static partial Regex Code();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
