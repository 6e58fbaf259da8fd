using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>What your own code answers, with what the checks may want to know of it.</summary>
/// <param name="Text">The answer; may be empty.</param>
public sealed record EvalAnswer(string Text)
{
    /// <summary>What was retrieved for it, in order.</summary>
    public IReadOnlyList<Passage> Passages { get; init; } = [];

    /// <summary>The tools that were called for it or that it wants to be called, in order.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Tokens of all requests behind it, where known.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of all answers behind it, where known.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What it cost, where known; in the currency of the suite's limits.</summary>
    public double? Cost { get; init; }

    /// <summary>Why it ends where it does.</summary>
    public FinishReason Finish { get; init; } = FinishReason.Stop;

    /// <summary>The answer of a text.</summary>
    public static implicit operator EvalAnswer(string text) => FromString(text);

    /// <summary>The answer of a text.</summary>
    public static EvalAnswer FromString(string text) => new(text);

    /// <summary>The answer as a chat client would give it.</summary>
    public ChatResponse ToChatResponse()
    {
        ChatMessage message = new(ChatRole.Assistant, Text);
        foreach (ToolCall call in ToolCalls) { message.Contents.Add(new FunctionCallContent(call.Id, call.Name) { RawRepresentation = call }); }

        ChatResponse response = new(message)
        {
            FinishReason = Finish switch
            {
                FinishReason.Length => ChatFinishReason.Length,
                FinishReason.ContentFilter => ChatFinishReason.ContentFilter,
                FinishReason.ToolCalls => ChatFinishReason.ToolCalls,
                _ => ChatFinishReason.Stop,
            },
            AdditionalProperties = new() { [LiveModel.PassagesProperty] = Passages },
        };
        if (InputTokens is not null || OutputTokens is not null)
        {
            response.Usage = new UsageDetails { InputTokenCount = InputTokens, OutputTokenCount = OutputTokens };
        }

        if (Cost is { } cost) { response.AdditionalProperties[LiveModel.CostProperty] = cost; }

        return response;
    }
}
