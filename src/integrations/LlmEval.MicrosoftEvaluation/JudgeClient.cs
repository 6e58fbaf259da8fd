using System.Runtime.ExceptionServices;
using System.Runtime.CompilerServices;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring;
using Microsoft.Extensions.AI;

namespace LlmEval.MicrosoftEvaluation;

/// <summary>The suite's judge as the client of an evaluator: its answers are cached, counted and keyed like those of every model. Remembers what went wrong first.</summary>
internal sealed class JudgeClient(IScoringModels models, string model) : IChatClient
{
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Exception? _failure;

    /// <summary>What a question failed with, or null.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Throws what a question failed with, if one did.</summary>
    public void ThrowFailure()
    {
        if (Failure is { } failure) { ExceptionDispatchInfo.Throw(failure); }
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatTurn[] turns = [.. messages.Select(m => new ChatTurn(m.Role.Value, m.Text))];
        try
        {
            Answer answer = await models.AskAsync(
                new ScoringRequest { Model = model, Messages = turns, Defaults = Parameters(options), Sample = Number(turns) }, cancellationToken).ConfigureAwait(false);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.Text))
            {
                ModelId = answer.ResponseModel ?? model,
                FinishReason = answer.Finish switch
                {
                    FinishReason.Length => ChatFinishReason.Length,
                    FinishReason.ContentFilter => ChatFinishReason.ContentFilter,
                    _ => ChatFinishReason.Stop,
                },
                Usage = new UsageDetails { InputTokenCount = answer.InputTokens, OutputTokenCount = answer.OutputTokens, TotalTokenCount = answer.InputTokens + answer.OutputTokens },
            };
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) { yield return update; }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("llmeval", null, model)
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>An evaluator that asks the same twice for one answer wants two answers.</summary>
    private int Number(ChatTurn[] turns)
    {
        string key = string.Join('\0', turns.Select(t => t.Role + '\u0001' + t.Text));
        lock (_gate)
        {
            int number = _asked.GetValueOrDefault(key);
            _asked[key] = number + 1;
            return number;
        }
    }

    /// <summary>Wishes, not orders: what the model's item says wins, because some services refuse a temperature.</summary>
    private static ModelParameters Parameters(ChatOptions? options) => options is null ? ModelParameters.Empty : new ModelParameters
    {
        // A single has other digits than the decimal that was meant: 0.1f is 0.10000000149.
        Temperature = options.Temperature is { } temperature ? (double)(decimal)temperature : null,
        TopP = options.TopP is { } share ? (double)(decimal)share : null,
        TopK = options.TopK,
        MaxTokens = options.MaxOutputTokens,
        Seed = options.Seed,
        Stop = options.StopSequences is { Count: > 0 } stop ? [.. stop] : null,
        ResponseFormat = options.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: not null } => "json_schema",
            ChatResponseFormatJson => "json_object",
            _ => null,
        },
        JsonSchema = (options.ResponseFormat as ChatResponseFormatJson)?.Schema?.GetRawText(),
    };
}
