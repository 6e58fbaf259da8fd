using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.JsonSchemaNet;

/// <summary>What the evaluation finds in this assembly: an engine of JSON schemas, and no check of its own.</summary>
public sealed class JsonSchemaNetPlugin : IEvaluatorPlugin, IJsonSchemaEngine
{
    private readonly JsonSchemaNetEngine _engine = new();

    /// <inheritdoc/>
    public IReadOnlyList<CheckKind> Kinds => [];

    /// <inheritdoc/>
    public string Name => _engine.Name;

    /// <inheritdoc/>
    public IJsonSchema? Parse(LocatedNode schema, DiagnosticBag diagnostics) => _engine.Parse(schema, diagnostics);
}
