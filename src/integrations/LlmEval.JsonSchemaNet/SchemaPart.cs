using LlmEval.Documents;

namespace LlmEval.JsonSchemaNet;

/// <summary>One schema of a document and which others it applies where: enough to say how much work a value is, before the work.</summary>
/// <param name="node">Where it stands.</param>
internal sealed class SchemaPart(LocatedNode node)
{
    /// <summary>Where it stands.</summary>
    public LocatedNode Node => node;

    /// <summary>Those that it applies to the same value.</summary>
    public List<SchemaPart> Here { get; } = [];

    /// <summary>Those that it may apply to every member, item or name of the value.</summary>
    public List<SchemaPart> Each { get; } = [];

    /// <summary>Those that it applies to the member of a name.</summary>
    public Dictionary<string, SchemaPart> Members { get; } = new(StringComparer.Ordinal);
}
