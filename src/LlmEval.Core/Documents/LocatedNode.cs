using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>A node of a YAML or JSON document that knows where it stands, so that every later station can point at it.</summary>
/// <param name="Location">Where it stands.</param>
public abstract record LocatedNode(Location Location)
{
    /// <summary>What it is, for messages: "a text", "a list" ...</summary>
    public abstract string Kind { get; }
}
