using System.Text.Json;
using Json.Schema;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.JsonSchemaNet;

/// <summary>
/// JSON schemas by JsonSchema.Net: draft 2020-12 unless <c>$schema</c> names another that it knows. Formats are asserted. Nothing is
/// fetched: a reference out of the document is a mistake.
/// </summary>
public sealed class JsonSchemaNetEngine : IJsonSchemaEngine
{
    /// <inheritdoc/>
    public string Name { get; } = $"JsonSchema.Net {typeof(JsonSchema).Assembly.GetName().Version}";

    /// <inheritdoc/>
    public IJsonSchema? Parse(LocatedNode schema, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        if (schema is not MappingNode and not ScalarNode { Scalar: ScalarKind.Boolean })
        {
            own.Add(Diagnostics.BadValue, schema.Location, $"A JSON schema must be a mapping, or true or false, not {schema.Kind}.");
        }

        CheckReferences(schema, own);
        CaseValue? value = own.HasErrors ? null : CaseValue.From(schema, own);
        diagnostics.AddRange(own.Items);
        if (value is null || own.HasErrors) { return null; }

        try
        {
            return new JsonSchemaNetSchema(JsonSchema.FromText(value.ToJson()));
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or ArgumentException)
        {
            diagnostics.Add(Diagnostics.BadValue, schema.Location, $"The JSON schema cannot be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Mend it.");
            return null;
        }
    }

    private static void CheckReferences(LocatedNode node, DiagnosticBag diagnostics)
    {
        if (node is SequenceNode list)
        {
            foreach (LocatedNode item in list.Items) { CheckReferences(item, diagnostics); }
        }

        if (node is not MappingNode mapping) { return; }

        foreach ((ScalarNode key, LocatedNode value) in mapping.Entries)
        {
            if (key.Text is "$ref" or "$dynamicRef" or "$recursiveRef" && value is ScalarNode { Scalar: ScalarKind.Text } reference && !reference.Text.StartsWith('#'))
            {
                diagnostics.Add(Diagnostics.BadValue, value.Location,
                    $"'{key.Text}' leads out of this JSON schema, and nothing is fetched. Copy what it needs below '$defs' and refer to it as '#/$defs/name'.");
            }

            CheckReferences(value, diagnostics);
        }
    }
}
