using LlmEval.Documents;
using LlmEval.Gating;
using LlmEval.Gating.Budgets;
using LlmEval.Model;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class BudgetPlanTests
{
    private static readonly Metric[] s_metrics = [Binary("pii"), Graded("quality"), Binary("tone", gated: false), Graded("f1")];
    private readonly DiagnosticBag _diagnostics = new();

    private GatePlan? Bind(string gate)
    {
        DiagnosticBag yaml = new();
        MappingNode? node = (MappingNode?)YamlReader.Parse(gate, "/s/a.eval.yml", yaml);
        yaml.Items.Should().BeEmpty();
        return GatePlan.Bind(node, s_metrics, _diagnostics, ofAnswers: 3);
    }

    [Fact]
    public void Bounds_are_numbers_times_or_both_parts()
    {
        BudgetPlan budget = Bind("budget: { cost-per-case: 0.002, p95-latency: 2s, tokens-per-case: { max: 800, rise: 10% }, p50-first-token: { rise: 12.5% } }")!.Budget!;
        budget.Bounds.Select(b => (b.Measure, b.Max, b.Rise)).Should().Equal(
            (BudgetMeasure.CostPerCase, 0.002, null), (BudgetMeasure.P95Latency, 2, null), (BudgetMeasure.TokensPerCase, 800, 0.1), (BudgetMeasure.MedianFirstToken, null, 0.125));
        budget.Bounds.Should().OnlyContain(b => b.Location.Line == 1 && b.Location.Column > 1);
        (budget.NeedsSeconds, budget.NeedsFirstTokens, budget.NeedsCost).Should().Be((true, true, true));
    }

    [Theory]
    [InlineData("budget: { p95-latncy: 2s }", "LLM1002", "Did you mean 'p95-latency'?")]
    [InlineData("budget: { tokens-per-case: many }", "LLM1003", "a number of at least 0")]
    [InlineData("budget: { tokens-per-case: -1 }", "LLM1003", "a number of at least 0")]
    [InlineData("budget: { tokens-per-case: .nan }", "LLM1018", "finite")]
    [InlineData("budget: { p95-latency: soon }", "LLM1003", "a time such as")]
    [InlineData("budget: { tokens-per-case: { rise: 0.1 } }", "LLM1003", "a share such as 10%")]
    [InlineData("budget: { tokens-per-case: { rise: -5% } }", "LLM1003", "a share such as 10%")]
    [InlineData("budget: { tokens-per-case: {} }", "LLM1006", "'max' or 'rise'")]
    [InlineData("budget: { tokens-per-case: { most: 3, max: 4 } }", "LLM1002", "'most'")]
    [InlineData("budget: {}", "LLM1003", "an empty one")]
    [InlineData("budget: 5", "LLM1003", "must be a mapping")]
    [InlineData("zero-tolerance: [pie]", "LLM1012", "Did you mean 'pii'?")]
    [InlineData("zero-tolerance: [tone]", "LLM1003", "gate: report")]
    [InlineData("zero-tolerance: [f1]", "LLM1003", "over the whole suite")]
    [InlineData("zero-tolerance: [pii, pii]", "LLM1003", "twice")]
    [InlineData("zero-tolerance: []", "LLM1003", "empty")]
    [InlineData("zero-tolerance: [{ a: b }]", "LLM1003", "a list of metric names")]
    public void A_mistake_is_told_at_its_place(string gate, string code, string part)
    {
        Bind(gate).Should().BeNull();
        Diagnostic told = _diagnostics.Items.Should().ContainSingle().Subject;
        told.Message.Should().Contain(part);
        told.Code.Should().Be(code);
        told.Location.Line.Should().Be(1);
    }

    [Theory]
    [InlineData("zero-tolerance: [pii, quality]", "pii,quality")]
    [InlineData("zero-tolerance: pii", "pii")]
    [InlineData("floor: { pii: 1 }", "")]
    public void What_is_never_tolerated_is_a_list_of_metrics_or_one(string gate, string expected) =>
        string.Join(',', Bind(gate)!.ZeroTolerance.Select(z => z.Metric)).Should().Be(expected);
}
