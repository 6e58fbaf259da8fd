using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Suites;

/// <summary>One turn of a conversation: what the user says, and the checks of the answer to it.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="User">What the user says.</param>
/// <param name="Score">Checks that are added to those of the case for this answer.</param>
/// <param name="Stop">Whether a failing check of this turn ends the conversation.</param>
public sealed record EvalTurn(Location Location, Template User, IReadOnlyList<LocatedNode> Score, bool Stop);
