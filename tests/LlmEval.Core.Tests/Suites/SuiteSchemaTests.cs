using LlmEval.Core.Tests.Docs;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Suites;
using LlmEval.Suites.Variants.Attacks;

namespace LlmEval.Core.Tests.Suites;

/// <summary>The schema for editors and the reader must know the same keys.</summary>
public sealed class SuiteSchemaTests : IDisposable
{
    private readonly SuiteFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("nokey: 1\ncases: [{ id: a }]\n", "")]
    [InlineData("cases: [{ nokey: 1 }]\n", "$defs.case")]
    [InlineData("cases: [{ turns: [{ user: x, nokey: 1 }] }]\n", "$defs.case.properties.turns.items")]
    [InlineData("tools: tools.yml\ncases: [{ id: a, replies: { ping: [{ nokey: 1, returns: 1 }] } }]\n", "$defs.case.properties.replies.additionalProperties.items")]
    [InlineData("cases: [{ id: a }]\nlimits: { nokey: 1 }\n", "$defs.limits")]
    [InlineData("cases: [{ id: a }]\nparameters: { nokey: 1 }\n", "$defs.parameters")]
    [InlineData("cases: [{ id: a }]\ndata: { file: rows.csv, nokey: 1 }\n", "$defs.data.oneOf.1")]
    [InlineData("attacks: { nokey: 1 }\ncases: [{ id: a }]\n", "properties.attacks.oneOf.2")]
    [InlineData("cases: [{ id: a }]\ncounterfactual: { slots: { a: names }, nokey: 1 }\n", "properties.counterfactual")]
    [InlineData("cases: [{ id: a }]\ncounterfactual: { slots: { a: { list: names, nokey: 1 } } }\n", "properties.counterfactual.properties.slots.additionalProperties.oneOf.1")]
    [InlineData("cases: [{ id: a }]\nperturb: { nokey: 1 }\n", "properties.perturb.oneOf.1")]
    public void The_keys_of_the_schema_are_those_that_the_reader_knows(string suite, string path)
    {
        _project.Write("evals/rows.csv", "a\n1\n");
        _project.Write("evals/tools.yml", "[{ name: ping }]");
        _project.Suite(suite);

        Diagnostic unknown = _project.Found.Items.Should().ContainSingle().Which;
        unknown.Code.Should().Be("LLM1002");
        string[] known = unknown.Message.Split("Known: ")[1].TrimEnd('.').Split(", ");
        EditorSchema.Suite.Keys(path).Should().Equal(known);
    }

    [Theory]
    [InlineData("gate: { nokey: 1 }\ncases: [{ id: a }]\n", "properties.gate")]
    [InlineData("gate: { regression: { nokey: 1 } }\ncases: [{ id: a }]\n", "properties.gate.properties.regression.oneOf.1")]
    [InlineData("gate: { budget: { nokey: 1 } }\ncases: [{ id: a }]\n", "properties.gate.properties.budget")]
    [InlineData("gate: { budget: { cost-per-case: { max: 1, nokey: 1 } } }\ncases: [{ id: a }]\n", "properties.gate.properties.budget.properties.cost-per-case.oneOf.1")]
    [InlineData("gate: { budget: { p95-latency: { max: 1, nokey: 1 } } }\ncases: [{ id: a }]\n", "properties.gate.properties.budget.properties.p95-latency.oneOf.1")]
    public void The_keys_of_the_gate_are_those_that_its_plan_knows(string suite, string path)
    {
        GatePlan.Bind(_project.Suite(suite)!.Gate, [], _project.Found).Should().BeNull();

        Diagnostic unknown = _project.Found.Items.Should().ContainSingle().Which;
        unknown.Code.Should().Be("LLM1002");
        EditorSchema.Suite.Keys(path).Should().Equal(unknown.Message.Split("Known: ")[1].TrimEnd('.').Split(", "));
    }

    [Fact]
    public void The_schema_names_every_family_and_objective_of_attacks()
    {
        Words("$defs.attackFamily.enum").Should().BeEquivalentTo([.. AttackFamilies.Names, "all"]);
        Words("properties.attacks.oneOf.2.properties.objectives.oneOf.1.items.enum").Should().BeEquivalentTo(AttackObjective.All);
    }

    private static IEnumerable<string> Words(string path) => EditorSchema.Suite.At(path).AsArray().Select(n => (string)n!);
}
