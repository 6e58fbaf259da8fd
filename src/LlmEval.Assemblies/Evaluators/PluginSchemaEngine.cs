using System.Text.Json;
using LlmEval.Assemblies.Running;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Assemblies.Evaluators;

/// <summary>A plug-in's reader of JSON schemas: its trouble is told where the schema stands, or leaves the answer unscored.</summary>
/// <param name="host">Where it runs.</param>
/// <param name="engine">The plug-in's.</param>
/// <param name="origin">Identity of its code: another program may judge in another way under the same name.</param>
internal sealed class PluginSchemaEngine(PluginHost host, IJsonSchemaEngine engine, string origin) : IJsonSchemaEngine
{
    private string? _name;

    /// <inheritdoc/>
    public string Name => _name ??= $"{Known()} {origin}";

    /// <inheritdoc/>
    public IJsonSchema? Parse(LocatedNode schema, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        IJsonSchema? parsed = null;
        string trouble = "it gave no schema and said no mistake";
        try { parsed = host.Within(() => engine.Parse(schema, own)); }
        catch (CodeTroubleException e)
        {
            // What it said until then may still grow while it hangs.
            (own, trouble) = (new DiagnosticBag(), e.Message);
        }

        diagnostics.AddRange(own.Items);
        if (parsed is null && !own.HasErrors)
        {
            diagnostics.Add(Diagnostics.BadEvaluator, schema.Location, $"The JSON schema cannot be read by '{host.File}': {trouble}. Mend the schema, or leave the LlmEvaluator out.");
        }

        return parsed is null || own.HasErrors ? null : new Schema(host, parsed);
    }

    private string Known()
    {
        try { return host.Within(() => engine.Name) ?? string.Empty; }
        catch (CodeTroubleException) { return string.Empty; }
    }

    private sealed class Schema(PluginHost host, IJsonSchema schema) : IJsonSchema
    {
        public IReadOnlyList<string> Validate(JsonElement value, CancellationToken cancellationToken)
        {
            try
            {
                // The caller waits no longer than its token says, whether the plug-in looks at it or not.
                return host.ScoreAsync(() => Task.FromResult(schema.Validate(value, cancellationToken)), cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult()
                    ?? throw new InvalidOperationException($"'{host.File}' said nothing about it");
            }
            catch (CodeTroubleException e) when (e.InnerException is TimeoutException or InvalidOperationException)
            {
                // That is how a reader says why it cannot judge.
                throw new InvalidOperationException(e.InnerException.Message, e);
            }
            catch (CodeTroubleException e) { throw new InvalidOperationException($"the reader of JSON schemas failed: {e.Message}", e); }
        }
    }
}
