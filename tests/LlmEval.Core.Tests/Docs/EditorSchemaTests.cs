using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmEval.Core.Tests.Docs;

/// <summary>What an editor says of suites, prompts and defaults: nothing of sound ones, something of wrong ones, and something on every key.</summary>
public sealed partial class EditorSchemaTests
{
    private const string Message = "messages: [{ role: user, content: hi }]\n";

    public static TheoryData<string> Documents =>
        [.. ((string[])["examples", "src", "tests"]).SelectMany(f => Directory.EnumerateFiles(RepositoryFiles.Path(f), "*.y*ml", SearchOption.AllDirectories))
            .Where(f => Kind(f) is not null && !Output().IsMatch(f))
            .Select(f => Path.GetRelativePath(RepositoryFiles.Path(), f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Schemas => ["llmeval-suite", "llmeval-defaults", "llmeval-prompt"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_document_of_the_repository_is_valid(string path) =>
        Kind(path)!.Mistakes(File.ReadAllText(RepositoryFiles.Path(path.Split('/')))).Should().BeEmpty();

    [Fact]
    public void There_are_documents_of_the_repository() => Documents.Should().HaveCountGreaterThan(20);

    [Theory]
    [InlineData("caes: [{ id: a }]")]
    [InlineData("cases: {}")]
    [InlineData("cases: [{ id: a, nokey: 1 }]")]
    [InlineData("cases: [{ id: [a] }]")]
    [InlineData("cases: [{ turns: [] }]")]
    [InlineData("cases: [{ turns: [{ score: [is-json] }] }]")]
    [InlineData("cases: [{ vars: [a] }]")]
    [InlineData("cases: [{ vars: { expected: a } }]")]
    [InlineData("cases: [{ must-pass: maybe }]")]
    [InlineData("effort: huge")]
    [InlineData("samples: 0")]
    [InlineData("samples: many")]
    [InlineData("models: []")]
    [InlineData("models: { a: b }")]
    [InlineData("name: a/b")]
    [InlineData("data: { id: id }")]
    [InlineData("data: { file: a.csv, colour: red }")]
    [InlineData("parameters: { temperature: -1 }")]
    [InlineData("parameters: { top-p: 0 }")]
    [InlineData("parameters: { topP: 0.5 }")]
    [InlineData("score: is-json")]
    [InlineData("score: [{ is-json: {}, equals: x }]")]
    [InlineData("score: [{ equals: { value: x, colour: red } }]")]
    [InlineData("gate: { flor: { a: 1 } }")]
    [InlineData("gate: { floor: { a: high } }")]
    [InlineData("gate: { floor: { a: { least: 1 } } }")]
    [InlineData("gate: { regression: always }")]
    [InlineData("gate: { regression: { rule: default, alpha: 2 } }")]
    [InlineData("gate: { budget: { pens-per-case: 1 } }")]
    [InlineData("limits: { time: soon }")]
    [InlineData("limits: { spend: -1 }")]
    [InlineData("attacks: nobody")]
    [InlineData("[]")]
    public void A_wrong_suite_is_not_valid(string suite) => EditorSchema.Suite.Mistakes(suite).Should().NotBeEmpty();

    [Theory]
    [InlineData("name: x")]
    [InlineData("description: x")]
    [InlineData("cases: [{ id: a }]")]
    [InlineData("effort: huge")]
    [InlineData("gate: { flor: { a: 1 } }")]
    [InlineData("score: [is-json]\nscore+: [is-json]")]
    public void Wrong_defaults_are_not_valid(string defaults) => EditorSchema.Defaults.Mistakes(defaults).Should().NotBeEmpty();

    [Theory]
    [InlineData("effort: cheap\nmodels: [a]\nscore+: [is-json]\nparameters: { temperature: 0 }\n")]
    [InlineData("tags: pr\ngate: { floor: { is-json: 0.9 } }\nlimits: { time: 1h }\n")]
    public void Sound_defaults_are_valid(string defaults) => EditorSchema.Defaults.Mistakes(defaults).Should().BeEmpty();

    [Theory]
    [InlineData("{}")]
    [InlineData("messages: []")]
    [InlineData("messages: hi")]
    [InlineData("messages: [hi]")]
    [InlineData("messages: [{ role: user }]")]
    [InlineData("messages: [{ content: hi }]")]
    [InlineData("messages: [{ role: model, content: hi }]")]
    [InlineData("messages: [{ role: user, content: ' ' }]")]
    [InlineData("messages: [{ role: user, content: hi, name: x }]")]
    [InlineData(Message + "mesages: 1")]
    [InlineData(Message + "responseFormat: xml")]
    [InlineData(Message + "responseFormat: json_schema")]
    [InlineData(Message + "jsonSchema: '{}'")]
    [InlineData(Message + "responseFormat: text\njsonSchema: '{}'")]
    [InlineData(Message + "modelParameters: { max-tokens: 1 }")]
    [InlineData(Message + "modelParameters: { maxTokens: 0 }")]
    [InlineData(Message + "modelParameters: { topP: 0 }")]
    [InlineData(Message + "modelParameters: { stop: '' }")]
    [InlineData(Message + "modelParameters: 1")]
    public void A_wrong_prompt_is_not_valid(string prompt) => EditorSchema.Prompt.Mistakes(prompt).Should().NotBeEmpty();

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Each_key_of_a_schema_is_described(string name)
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(RepositoryFiles.Path("build", "schemas", name + ".schema.json")))!;
        List<string> bare = [];
        Walk(schema, "#", inside: false, bare);

        bare.Should().BeEmpty("hovering and completing show the description");

        void Walk(JsonNode? node, string path, bool inside, List<string> missing)
        {
            switch (node)
            {
                case JsonArray list:
                    for (int i = 0; i < list.Count; i++) { Walk(list[i], $"{path}/{i}", inside: false, missing); }
                    break;
                case JsonObject members:
                    foreach ((string key, JsonNode? value) in members)
                    {
                        // 'if' and 'dependencies' repeat keys that are described where they are declared.
                        if (!inside && key is "if" or "then" or "dependencies" or "not") { continue; }

                        if (inside && value is JsonObject own && own["description"] is null && own["$ref"] is null) { missing.Add($"{path}/{key}"); }

                        Walk(value, $"{path}/{key}", !inside && key == "properties", missing);
                    }

                    break;
                default: break;
            }
        }
    }

    [Fact]
    public void Defaults_have_every_key_of_a_suite_that_can_be_inherited() =>
        EditorSchema.Defaults.Keys("").Should().Equal(EditorSchema.Suite.Keys("").Except(["name", "description", "cases"]));

    [Fact]
    public void Editors_that_know_draft_7_alone_understand_the_schemas()
    {
        foreach (string name in Schemas.Select(r => r.Data))
        {
            string text = File.ReadAllText(RepositoryFiles.Path("build", "schemas", name + ".schema.json"));
            text.Should().Contain("\"$schema\": \"http://json-schema.org/draft-07/schema#\"");
            Later().IsMatch(text).Should().BeFalse(name);
        }
    }

    private static EditorSchema? Kind(string path) => Path.GetFileName(path) switch
    {
        "defaults.eval.yml" or "defaults.eval.yaml" => EditorSchema.Defaults,
        string name when name.EndsWith(".eval.yml", StringComparison.Ordinal) || name.EndsWith(".eval.yaml", StringComparison.Ordinal) => EditorSchema.Suite,
        string name when name.EndsWith(".prompt.yml", StringComparison.Ordinal) || name.EndsWith(".prompt.yaml", StringComparison.Ordinal) => EditorSchema.Prompt,
        _ => null,
    };

    [GeneratedRegex(@"[/\\](obj|bin|artifacts)[/\\]")]
    private static partial Regex Output();

    /// <summary>Keywords that came after draft 7.</summary>
    [GeneratedRegex("\"(prefixItems|unevaluatedProperties|unevaluatedItems|dependentRequired|dependentSchemas|minContains|maxContains|\\$dynamicRef|\\$anchor)\":")]
    private static partial Regex Later();
}
