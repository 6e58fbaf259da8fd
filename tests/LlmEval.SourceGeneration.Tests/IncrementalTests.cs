extern alias generator;

using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Step = generator::LlmEval.SourceGeneration.PromptGenerator;

namespace LlmEval.SourceGeneration.Tests;

public sealed class IncrementalTests
{
    private const int Prompts = 200;

    private readonly Workshop _workshop = new();
    private readonly Compilation _compilation;
    private GeneratorDriver _driver;

    public IncrementalTests()
    {
        for (int i = 0; i < Prompts; i++) { _workshop.WithMessage($"Sort {{{{ticket{i}}}}}.", $"prompt{i}"); }

        _compilation = _workshop.Compilation();
        _driver = _workshop.Driver(trackSteps: true).RunGenerators(_compilation, TestContext.Current.CancellationToken);
        Reasons(Step.ReadStep).Should().Equal(new Dictionary<IncrementalStepRunReason, int> { [IncrementalStepRunReason.New] = Prompts });
    }

    [Fact]
    public void Of_200_prompts_an_edit_recomputes_one()
    {
        Edit("Sort {{ticket}} and {{order}}.");

        Reasons(Step.ReadStep).Should().BeEquivalentTo(new Dictionary<IncrementalStepRunReason, int> { [IncrementalStepRunReason.Cached] = Prompts - 1, [IncrementalStepRunReason.Modified] = 1 });
        Reasons(Step.WriteStep).Should().BeEquivalentTo(new Dictionary<IncrementalStepRunReason, int> { [IncrementalStepRunReason.Cached] = Prompts - 1, [IncrementalStepRunReason.Modified] = 1 });
        Outputs().Should().BeEquivalentTo(new Dictionary<IncrementalStepRunReason, int> { [IncrementalStepRunReason.Cached] = Prompts, [IncrementalStepRunReason.Modified] = 1 });
        _driver.GetRunResult().GeneratedTrees.Should().ContainSingle(t => t.GetText(TestContext.Current.CancellationToken).ToString().Contains("PromptValue order", StringComparison.Ordinal));
    }

    [Fact]
    public void An_edit_that_says_the_same_writes_nothing()
    {
        Edit("Sort {{ ticket7 }}.".Replace(" ticket7 ", "ticket7", StringComparison.Ordinal), "# a comment\n");

        Reasons(Step.ReadStep).Should().Contain(IncrementalStepRunReason.Unchanged, 1);
        Outputs().Keys.Should().Equal(IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edit_of_CSharp_recomputes_nothing()
    {
        _driver = _driver.RunGenerators(_compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class More;", _workshop.ParseOptions, encoding: Encoding.UTF8, cancellationToken: TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);

        Reasons(Step.ReadStep).Keys.Should().Equal(IncrementalStepRunReason.Cached);
        Reasons(Step.WriteStep).Keys.Should().Equal(IncrementalStepRunReason.Cached);
        Outputs().Keys.Should().Equal(IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void A_further_prompt_is_one_further_computation()
    {
        _driver = _driver.AddAdditionalTexts([new PromptText("/shop/prompts/more.prompt.yml", "messages:\n  - role: user\n    content: more\n")]).RunGenerators(_compilation, TestContext.Current.CancellationToken);

        Reasons(Step.ReadStep).Should().BeEquivalentTo(new Dictionary<IncrementalStepRunReason, int> { [IncrementalStepRunReason.Cached] = Prompts, [IncrementalStepRunReason.New] = 1 });
        Outputs()[IncrementalStepRunReason.New].Should().Be(1);
        Outputs().Should().NotContainKey(IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void Another_namespace_writes_all_and_reads_nothing()
    {
        _driver = _driver.WithUpdatedAnalyzerConfigOptions(new PromptOptions(new Dictionary<string, string> { ["build_property.RootNamespace"] = "Store" })).RunGenerators(_compilation, TestContext.Current.CancellationToken);

        Reasons(Step.ReadStep).Keys.Should().Equal(IncrementalStepRunReason.Cached);
        Outputs()[IncrementalStepRunReason.Modified].Should().Be(Prompts + 1);
    }

    private void Edit(string content, string before = "")
    {
        PromptText old = _workshop.Texts[7];
        PromptText edited = new(old.Path, before + string.Create(CultureInfo.InvariantCulture, $"messages:\n  - role: user\n    content: \"{content}\"\n"));
        _driver = _driver.ReplaceAdditionalText(old, edited).RunGenerators(_compilation, TestContext.Current.CancellationToken);
    }

    private Dictionary<IncrementalStepRunReason, int> Reasons(string step) => Count(_driver.GetRunResult().Results[0].TrackedSteps[step]);

    private Dictionary<IncrementalStepRunReason, int> Outputs() => Count(_driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(s => s.Value));

    private static Dictionary<IncrementalStepRunReason, int> Count(IEnumerable<IncrementalGeneratorRunStep> steps) =>
        steps.SelectMany(s => s.Outputs).GroupBy(o => o.Reason).ToDictionary(g => g.Key, g => g.Count());
}
