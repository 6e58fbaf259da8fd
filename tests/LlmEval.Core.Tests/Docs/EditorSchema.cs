using System.Text.Json.Nodes;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Core.Tests.Docs;

/// <summary>A schema for editors under <c>build/schemas</c>, ready to judge documents.</summary>
internal sealed class EditorSchema
{
    private static readonly Lazy<EditorSchema> s_suite = new(() => new("llmeval-suite"));
    private static readonly Lazy<EditorSchema> s_defaults = new(() => new("llmeval-defaults"));
    private static readonly Lazy<EditorSchema> s_prompt = new(() => new("llmeval-prompt"));

    private readonly IJsonSchema _schema;

    private EditorSchema(string name)
    {
        Json = Read(name);
        JsonObject whole = WithoutOtherFiles((JsonObject)Json.DeepClone());
        DiagnosticBag found = new();
        LocatedNode node = LocatedJson.Parse(System.Text.Encoding.UTF8.GetBytes(whole.ToJsonString()), name, found)!;
        _schema = NJsonSchemaEngine.Instance.Parse(node, found)!;
        found.Items.Should().BeEmpty("a keyword that is not enforced would pass over mistakes");
    }

    /// <summary>Of <c>*.eval.yml</c>.</summary>
    public static EditorSchema Suite => s_suite.Value;

    /// <summary>Of <c>defaults.eval.yml</c>.</summary>
    public static EditorSchema Defaults => s_defaults.Value;

    /// <summary>Of <c>*.prompt.yml</c>.</summary>
    public static EditorSchema Prompt => s_prompt.Value;

    /// <summary>The file as it is.</summary>
    public JsonObject Json { get; }

    /// <summary>What the schema says against a document; empty when it is valid.</summary>
    public IReadOnlyList<string> Mistakes(string yaml)
    {
        DiagnosticBag found = new();
        LocatedNode? node = YamlReader.Parse(yaml, "document.yml", found);
        return node is null ? ["no YAML"] : Mistakes(node);
    }

    /// <summary>What the schema says against a document; empty when it is valid.</summary>
    public IReadOnlyList<string> Mistakes(LocatedNode document) =>
        CaseValue.From(document, new DiagnosticBag()) is { } value ? _schema.Validate(value.ToJsonElement(), CancellationToken.None) : ["no value"];

    /// <summary>The members of <c>properties</c> at a path of names and indices, sorted.</summary>
    public string[] Keys(string path) => [.. At(path)["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal)];

    /// <summary>The node at a path of names and indices between dots.</summary>
    public JsonNode At(string path)
    {
        JsonNode node = Json;
        foreach (string name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = (node is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : node[name])
                ?? throw new InvalidOperationException($"The schema has no '{name}' of '{path}'.");
        }

        return node;
    }

    private static JsonObject Read(string name) => (JsonObject)JsonNode.Parse(File.ReadAllText(RepositoryFiles.Path("build", "schemas", name + ".schema.json")))!;

    /// <summary>A schema that refers to the suites' gets their keys into itself: editors load the file beside it, tests fetch nothing.</summary>
    private static JsonObject WithoutOtherFiles(JsonObject schema)
    {
        const string other = "llmeval-suite.schema.json#/properties/";
        if (schema["properties"] is not JsonObject keys || !keys.Any(k => Reference(k.Value)?.StartsWith(other, StringComparison.Ordinal) == true)) { return schema; }

        JsonObject suite = Read("llmeval-suite");
        schema["$defs"] = suite["$defs"]!.DeepClone();
        foreach (string key in keys.Select(k => k.Key).ToArray()) { keys[key] = suite["properties"]![Reference(keys[key])![other.Length..]]!.DeepClone(); }

        return schema;
    }

    private static string? Reference(JsonNode? node) => (string?)(node as JsonObject)?["$ref"];
}
