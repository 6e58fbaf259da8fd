using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.JsonSchemaNet;

/// <summary>A schema that JsonSchema.Net has read.</summary>
internal sealed class JsonSchemaNetSchema(JsonSchema schema) : IJsonSchema
{
    private const int Most = 5;

    public IReadOnlyList<string> Validate(JsonElement value, CancellationToken cancellationToken)
    {
        // JsonSchema.Net takes no token and its patterns have no limit: what hangs is left behind, and the answer is unscored.
        Task<IReadOnlyList<string>> work = Task.Run(() => Validate(value), cancellationToken);
        work.Wait(cancellationToken);
        return work.Result;
    }

    private IReadOnlyList<string> Validate(JsonElement value)
    {
        EvaluationOptions options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true, EvaluateAs = SpecVersion.Draft202012 };
        options.SchemaRegistry.Fetch = static _ => null;
        EvaluationResults results = schema.Evaluate(JsonNode.Parse(value.GetRawText()), options);
        if (results.IsValid) { return []; }

        string[] wrong = [.. results.Details.Prepend(results).Where(d => d.HasErrors).SelectMany(d => d.Errors!.Values.Select(e => $"{Place(d)}: {e}")).Distinct(StringComparer.Ordinal).Take(Most)];
        return wrong.Length > 0 ? wrong : ["it is not valid"];
    }

    private static string Place(EvaluationResults result) => result.InstanceLocation.ToString() is { Length: > 0 } pointer ? pointer : "/";
}
