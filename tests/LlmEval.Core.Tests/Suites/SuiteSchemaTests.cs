using System.Text.Json;
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
        Keys(path).Should().Equal(known);
    }

    [Theory]
    [InlineData("gate: { nokey: 1 }\ncases: [{ id: a }]\n", "properties.gate")]
    [InlineData("gate: { regression: { nokey: 1 } }\ncases: [{ id: a }]\n", "properties.gate.properties.regression.oneOf.1")]
    public void The_keys_of_the_gate_are_those_that_its_plan_knows(string suite, string path)
    {
        GatePlan.Bind(_project.Suite(suite)!.Gate, [], _project.Found).Should().BeNull();

        Diagnostic unknown = _project.Found.Items.Should().ContainSingle().Which;
        unknown.Code.Should().Be("LLM1002");
        Keys(path).Should().Equal(unknown.Message.Split("Known: ")[1].TrimEnd('.').Split(", "));
    }

    [Fact]
    public void The_schema_names_every_family_and_objective_of_attacks()
    {
        using JsonDocument schema = Schema();

        At(schema.RootElement, "$defs.attackFamily.enum").EnumerateArray().Select(n => n.GetString()).Should().BeEquivalentTo([.. AttackFamilies.Names, "all"]);
        At(schema.RootElement, "properties.attacks.oneOf.2.properties.objectives.oneOf.1.items.enum").EnumerateArray().Select(n => n.GetString()).Should().BeEquivalentTo(AttackObjective.All);
    }

    [Fact]
    public void Every_key_of_the_schema_is_described()
    {
        using JsonDocument schema = Schema();
        foreach (JsonProperty key in schema.RootElement.GetProperty("properties").EnumerateObject())
        {
            JsonElement target = key.Value.TryGetProperty("$ref", out JsonElement name) ? At(schema.RootElement, name.GetString()![2..].Replace('/', '.')) : key.Value;
            target.GetProperty("description").GetString().Should().NotBeNullOrWhiteSpace(key.Name);
        }
    }

    private static string[] Keys(string path)
    {
        using JsonDocument schema = Schema();
        return [.. At(schema.RootElement, path).GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];
    }

    private static JsonElement At(JsonElement element, string path)
    {
        foreach (string name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : element.GetProperty(name);
        }

        return element;
    }

    private static JsonDocument Schema()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LlmEval.sln"))) { folder = Path.GetDirectoryName(folder)!; }

        return JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "build", "schemas", "llmeval-suite.schema.json")));
    }
}
