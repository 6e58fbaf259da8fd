using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>
/// Reads JSON schemas. The default is built in; an integration may replace it by one that knows more drafts. It fetches nothing: a
/// reference out of the document is a mistake of the author's.
/// </summary>
public interface IJsonSchemaEngine
{
    /// <summary>Its name and version. Part of the keys of the metrics that use it, since another engine may judge in another way.</summary>
    string Name { get; }

    /// <summary>
    /// Reads a schema. What it would not enforce is a mistake, never passed over in silence. Null when there is one.
    /// </summary>
    /// <param name="schema">The schema: a mapping, or <c>true</c> or <c>false</c>.</param>
    /// <param name="diagnostics">Where mistakes go, each at its place in the schema.</param>
    IJsonSchema? Parse(LocatedNode schema, DiagnosticBag diagnostics);
}
