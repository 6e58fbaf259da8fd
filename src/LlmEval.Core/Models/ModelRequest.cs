using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Models;

/// <summary>What a model is asked.</summary>
public sealed record ModelRequest
{
    /// <summary>The conversation so far; its last message is the user's or a tool's. Empty where the model takes the case itself.</summary>
    public required IReadOnlyList<ChatTurn> Messages { get; init; }

    /// <summary>Number of the sample, from 0.</summary>
    public required int Sample { get; init; }

    /// <summary>The case that is asked about.</summary>
    public required EvalCase Case { get; init; }

    /// <summary>The tools that the model may call.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>Whether an answer is of use to who asks, and so kept; null where every answer is.</summary>
    internal Func<Answer, bool>? IsUsable { get; init; }

    /// <summary>The sample that the request belongs to, for clients that keep state; null outside of one.</summary>
    internal SampleBracket? Bracket { get; init; }
}
