using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>A single value.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Text">As written, unquoted.</param>
/// <param name="Scalar">What it is.</param>
public sealed record ScalarNode(Location Location, string Text, ScalarKind Scalar) : LocatedNode(Location)
{
    /// <summary>How it is written; matters only for places inside it.</summary>
    public ScalarStyle Style { get; init; }

    /// <inheritdoc/>
    public override string Kind => Scalar switch
    {
        ScalarKind.Null => "an empty value",
        ScalarKind.Boolean => "true or false",
        ScalarKind.Integer or ScalarKind.Real => "a number",
        _ => "a text",
    };
}
