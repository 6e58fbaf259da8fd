using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>Keys with values, in the order in which they stand; keys are unique (checked when it is read).</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Entries">Its entries.</param>
public sealed record MappingNode(Location Location, IReadOnlyList<KeyValuePair<ScalarNode, LocatedNode>> Entries)
    : LocatedNode(Location)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>The value of a key, or null.</summary>
    public LocatedNode? this[string key]
    {
        get
        {
            foreach ((ScalarNode name, LocatedNode value) in Entries)
            {
                if (name.Text == key) { return value; }
            }

            return null;
        }
    }
}
