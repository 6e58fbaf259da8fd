using LlmEval.Llama.Grammars;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Protocol;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama;

/// <summary>Turns a conversation and its options into a request to the worker; what it cannot honour is refused, never left out.</summary>
internal static class ChatRequest
{
    /// <summary>The request.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="grammar">The grammar of the model's item; null when it has none.</param>
    /// <exception cref="LlmEvalException">The options ask for something that a local model cannot do here.</exception>
    public static Generate Create(IEnumerable<ChatMessage> messages, ChatOptions? options, string? grammar)
    {
        Turn[] turns = Turns(messages);
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
            Grammar = Grammar(options?.ResponseFormat, grammar),
            Logprobs = options?.AdditionalProperties?.ContainsKey(LiveModel.LogprobsProperty) == true,
        };
    }

    /// <summary>The conversation as the worker takes it.</summary>
    /// <exception cref="LlmEvalException">It has something that a local model cannot read.</exception>
    public static Turn[] Turns(IEnumerable<ChatMessage> messages)
    {
        Turn[] turns = [.. messages.Select(ToTurn)];
        return turns.Length > 0 ? turns : throw Refused("A request without messages cannot be answered.");
    }

    /// <summary>32 bits of a seed; the largest value means "random" to llama.cpp and is left out.</summary>
    internal static uint Fold(long seed)
    {
        uint folded = unchecked((uint)seed ^ (uint)(seed >> 32));
        return folded == uint.MaxValue ? 0 : folded;
    }

    private static string? Grammar(ChatResponseFormat? format, string? own)
    {
        if (format is not ChatResponseFormatJson json) { return own; }
        if (own is not null) { throw Refused("The model's item has a Grammar and the prompt a responseFormat: an answer can be held to one. Remove one of them."); }
        if (json.Schema is not { } schema) { return JsonGrammar.Object; }

        try
        {
            return SchemaGrammars.Of(schema);
        }
        catch (SchemaGrammarException e)
        {
            throw new LlmEvalException(Diagnostics.BadValue.At(Location.None, $"The JSON schema of the response format cannot be held: {e.Message}"), e);
        }
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
