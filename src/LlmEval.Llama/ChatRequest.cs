using LlmEval.Model;
using LlmEval.Worker.Protocol;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama;

/// <summary>Turns a conversation and its options into a request to the worker; what it cannot honour is refused, never left out.</summary>
internal static class ChatRequest
{
    /// <summary>The request.</summary>
    /// <exception cref="LlmEvalException">The options ask for something that a local model cannot do here.</exception>
    public static Generate Create(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        Turn[] turns = [.. messages.Select(ToTurn)];
        if (turns.Length == 0) { throw Refused("A request without messages cannot be answered."); }
        if (options?.Tools is { Count: > 0 }) { throw Refused("The Llama provider has no tools."); }

        return new Generate
        {
            Turns = turns,
            MaxTokens = options?.MaxOutputTokens,
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            TopK = options?.TopK,
            Seed = options?.Seed is { } seed ? Fold(seed) : null,
            Stop = [.. options?.StopSequences ?? []],
            Json = options?.ResponseFormat switch
            {
                null or ChatResponseFormatText => false,
                ChatResponseFormatJson { Schema: null } => true,
                _ => throw Refused("The Llama provider cannot hold a model to a json_schema. Use json_object and check with is-json."),
            },
        };
    }

    /// <summary>32 bits of a seed; the largest value means "random" to llama.cpp and is left out.</summary>
    internal static uint Fold(long seed)
    {
        uint folded = unchecked((uint)seed ^ (uint)(seed >> 32));
        return folded == uint.MaxValue ? 0 : folded;
    }

    private static Turn ToTurn(ChatMessage message)
    {
        string role = message.Role.Value;
        if (role is not ("system" or "user" or "assistant")) { throw Refused($"The Llama provider has no turns of the role '{role}'."); }

        return message.Contents.All(c => c is TextContent)
            ? new Turn(role, message.Text)
            : throw Refused($"The Llama provider takes text only; a message holds {message.Contents.First(c => c is not TextContent).GetType().Name}.");
    }

    private static LlmEvalException Refused(string message) => new(Diagnostics.BadValue.At(Location.None, message));
}
