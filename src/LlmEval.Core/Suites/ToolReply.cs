using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>What a case lets a tool answer.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Tool">The tool.</param>
/// <param name="When">A mapping that the call's arguments must hold, each member of it and of mappings inside; null for any call.</param>
/// <param name="Returns">What the model gets.</param>
public sealed record ToolReply(Location Location, string Tool, CaseValue? When, CaseValue Returns)
{
    /// <summary>What the model gets, as text: a text as it is, else compact JSON in the author's order.</summary>
    public string Text => Returns.Kind == CaseValueKind.Text ? Returns.Text : Returns.ToJson();
}
