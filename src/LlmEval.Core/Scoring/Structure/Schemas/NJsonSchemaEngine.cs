using LlmEval.Documents;
using LlmEval.Model;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Infrastructure;
using NJsonSchema.References;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>
/// The default engine: NJsonSchema, with what it lacks or does otherwise than the drafts put beside it as <see cref="SchemaRule"/>s.
/// Drafts 4 to 2020-12 but for the keywords that <see cref="SchemaKeywords"/> refuses; <c>docs/json-schema.md</c> has the table.
/// </summary>
internal sealed class NJsonSchemaEngine : IJsonSchemaEngine
{
    public static readonly NJsonSchemaEngine Instance = new();

    private NJsonSchemaEngine() { }

    public string Name => "NJsonSchema 10.7.2 + 1";

    public IJsonSchema? Parse(LocatedNode schema, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        SchemaCompiler compiler = new(schema, own);
        JObject compiled = compiler.Compile();
        diagnostics.AddRange(own.Items);
        if (own.HasErrors) { return null; }

        try
        {
            // Never asynchronous in fact: nothing is fetched.
            JsonSchema root = JsonSchema.FromJsonAsync(compiled.ToString(Formatting.None), null, static s => new ClosedResolver(s)).GetAwaiter().GetResult();
            return new CompiledSchema(root, compiler.Rules);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException or FormatException)
        {
            diagnostics.Add(Diagnostics.BadValue, schema.Location, $"The JSON schema cannot be read: {Quote.Line(e.Message).TrimEnd('.')}. Mend it.");
            return null;
        }
    }

    /// <summary>Resolves references inside of the document only.</summary>
    private sealed class ClosedResolver(JsonSchema root) : JsonReferenceResolver(new JsonSchemaAppender(root, new DefaultTypeNameGenerator()))
    {
        public override Task<IJsonReference> ResolveFileReferenceAsync(string filePath, CancellationToken cancellationToken = default) => throw Closed(filePath);

        public override Task<IJsonReference> ResolveUrlReferenceAsync(string url, CancellationToken cancellationToken = default) => throw Closed(url);

        private static NotSupportedException Closed(string reference) => new($"A reference to '{reference}' leaves the document, and nothing is fetched.");
    }
}
