using System.Globalization;
using System.Text.RegularExpressions;
using LlmEval.Core.Tests.Suites;
using LlmEval.Scoring;
using LlmEval.Scoring.OverSuite;
using LlmEval.Statistics;
using LlmEval.Suites;
using LlmEval.Suites.Variants;
using LlmEval.Suites.Variants.Attacks;

namespace LlmEval.Core.Tests.Docs;

/// <summary>The page on attacks: its example is a suite that loads, and what it says of families is what the families are.</summary>
public sealed partial class AttacksPageTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryFiles.Path("docs", "attacks.md"));

    [Fact]
    public void The_example_is_a_suite_without_mistakes()
    {
        using SuiteFolder folder = new();
        folder.Write("evals/support.tools.yml", "[{ name: issue_refund }, { name: get_order }]");

        EvalSuite suite = folder.Suite(Example().Match(s_page).Groups[1].Value)!;
        EvalCase[] cases = [.. suite.ReadCases(folder.Found)];
        SuiteChecks checks = SuiteChecks.Bind([.. suite.Score, .. VariantChecks.DefaultsOf(suite.Expanders, suite.Score)], CheckRegistry.BuiltIn, folder.Found);

        folder.Found.Items.Should().BeEmpty();
        cases.Should().HaveCount(2 * (1 + AttackFamilies.All.Count));
        checks.OverSuite.Should().ContainSingle().Which.Threshold.Should().Be(.1);
    }

    [Fact]
    public void Every_family_is_described_by_what_it_says_of_itself_and_by_an_attack_that_it_makes() =>
        s_page.Should().Contain(string.Join('\n', AttackFamilies.All.Select(Row)) + "\n");

    [Theory]
    [InlineData(10, "25.9%")]
    [InlineData(59, "5%")]
    [InlineData(200, "1.5%")]
    public void The_bounds_that_it_names_are_right(int trials, string shown) =>
        string.Create(CultureInfo.InvariantCulture, $"{BinomialInterval.ClopperPearsonUpper(0, trials) * 100:0.#}%").Should().Be(shown);

    private static string Row(AttackFamily family)
    {
        string objective = family.Objectives[0];
        AttackBrief brief = new(objective, new CanaryWord("kovaru", "batemo"), string.Empty, SeededRandom.Of("docs", family.Name));
        string text = string.Join(" / ", family.Make(brief).Texts);
        string shown = string.Concat((text.Length > 210 ? text[..200] + "..." : text).Select(Visible)).Replace("|", "\\|", StringComparison.Ordinal);
        return $"| `{family.Name}` | {string.Join(", ", family.Owasp)} | {family.Summary} | <code>{shown}</code> |";
    }

    private static string Visible(char c) => c switch
    {
        '\n' => " ⏎ ",
        '<' => "&lt;",
        '>' => "&gt;",
        '`' or '*' or '[' or '_' or '\\' => $"\\{c}",
        _ when char.GetUnicodeCategory(c) == UnicodeCategory.Format => $"\\\\u{(int)c:X4}",
        _ => c.ToString(),
    };

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
