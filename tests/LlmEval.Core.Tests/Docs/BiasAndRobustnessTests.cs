using System.Text.RegularExpressions;
using LlmEval.Core.Tests.Suites;
using LlmEval.Model;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Scoring.Bias.Counterfactual;
using LlmEval.Scoring.OverSuite;
using LlmEval.Scoring.Robustness;
using LlmEval.Suites;
using LlmEval.Suites.Variants.Counterfactual;
using LlmEval.Suites.Variants.Perturb;

namespace LlmEval.Core.Tests.Docs;

/// <summary>docs/bias-and-robustness.md: its suites are read, bound and planned, and it names what there is.</summary>
public sealed partial class BiasAndRobustnessTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryFiles.Path("docs", "bias-and-robustness.md"));

    public static TheoryData<int> Examples() => [.. Enumerable.Range(0, Yaml().Count(s_page))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_has_no_mistake(int example)
    {
        using SuiteFolder project = new();
        EvalSuite suite = project.Suite(Yaml().Matches(s_page)[example].Groups[1].Value)!;
        SuiteChecks checks = SuiteChecks.Bind([.. suite.Score, .. VariantChecks.DefaultsOf(suite.Expanders, suite.Score)], CheckRegistry.BuiltIn, project.Found, new CheckScope { Suite = suite });
        EvalCase[] cases = [.. suite.ReadCases(project.Found)];
        foreach (EvalCase testCase in cases)
        {
            CasePlanner.Plan(testCase, null, readsCases: false, project.Found).Should().NotBeNull();
            checks.Suite.Validate(testCase, project.Found);
            SlotGrammar.Of(suite)?.Check(null, testCase, project.Found);
        }

        project.Found.Items.Should().BeEmpty();
        cases.Count(c => c.Variant is not null).Should().BeGreaterThan(5);
        checks.OverSuite.Should().NotBeEmpty();
    }

    [Fact]
    public void Every_list_kind_and_check_is_named()
    {
        string[] names = [.. SlotLists.Names, .. PerturbReader.Kinds.Select(k => k.Name), .. CounterfactualChecks.All.Concat(RobustnessChecks.All).Select(k => k.Name), Diagnostics.SlotGrammar.Code];
        names.Where(n => !s_page.Contains($"`{n}`", StringComparison.Ordinal) && n != Diagnostics.SlotGrammar.Code).Should().BeEmpty();
        s_page.Should().Contain(Diagnostics.SlotGrammar.Code);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
