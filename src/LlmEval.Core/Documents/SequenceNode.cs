using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>A list.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Items">Its items.</param>
public sealed record SequenceNode(Location Location, IReadOnlyList<LocatedNode> Items) : LocatedNode(Location)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}
