using System.Diagnostics;
using System.Text.Json;
using Json.Schema;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.JsonSchemaNet;

/// <summary>
/// JSON schemas by JsonSchema.Net: draft 2020-12 unless <c>$schema</c> names another that it knows. Formats are asserted. What it would pass over in silence, and
/// whatever leads out of the document, is a mistake at its place.
/// </summary>
public sealed class JsonSchemaNetEngine : IJsonSchemaEngine
{
    /// <inheritdoc/>
    public string Name { get; } = $"JsonSchema.Net {FileVersionInfo.GetVersionInfo(typeof(JsonSchema).Assembly.Location).FileVersion} + 1";

    /// <inheritdoc/>
    public IJsonSchema? Parse(LocatedNode schema, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        SchemaReader reader = new(schema, own);
        SchemaPart? root = reader.Read();
        CaseValue? value = root is null || own.HasErrors ? null : CaseValue.From(WithoutNames(schema), own);
        diagnostics.AddRange(own.Items);
        if (value is null || own.HasErrors) { return null; }

        string text = value.ToJson();
        try
        {
            // Once here, so that what it refuses is told before anything is asked.
            JsonSchema.FromText(text);
            return new JsonSchemaNetSchema(text, reader.Draft, root!);
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            string line = e.Message.ReplaceLineEndings(" ");
            diagnostics.Add(Diagnostics.BadValue, schema.Location, $"The JSON schema cannot be read: {line[..Math.Min(line.Length, 300)].TrimEnd('.')}. Mend it.");
            return null;
        }
    }

    /// <summary>The names of the whole are for people: they are looked up nowhere.</summary>
    private static LocatedNode WithoutNames(LocatedNode schema) => schema is MappingNode mapping
        ? new MappingNode(mapping.Location, [.. mapping.Entries.Where(e => e.Key.Text is not ("$id" or "$schema"))]) : schema;
}
