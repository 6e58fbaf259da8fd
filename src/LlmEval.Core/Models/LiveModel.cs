using System.Diagnostics;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>A model that really answers, with one set of sampling parameters.</summary>
public sealed class LiveModel : IAnswerSource
{
    /// <summary>
    /// Key of <see cref="ChatResponse.AdditionalProperties"/> under which a client may say the latency itself (a <see cref="TimeSpan"/>),
    /// because it knows what was queue and what was work.
    /// </summary>
    public const string LatencyProperty = "llmeval.latency";

    /// <summary>Key of <see cref="ChatResponse.AdditionalProperties"/> with the time to the first token (a <see cref="TimeSpan"/>), where it was measured.</summary>
    public const string FirstTokenProperty = "llmeval.first-token";

    /// <summary>
    /// In <see cref="ChatOptions.AdditionalProperties"/> the wish for log-probabilities (any value); in <see cref="ChatResponse.AdditionalProperties"/>
    /// an <see cref="IReadOnlyList{T}"/> of <see cref="TokenLogprob"/>.
    /// </summary>
    public const string LogprobsProperty = "llmeval.logprobs";

    /// <summary>Key of <see cref="ChatOptions.AdditionalProperties"/> with the sample's number (a <see cref="long"/>), for clients that draw by it.</summary>
    public const string SampleProperty = "llmeval.sample";

    private readonly ModelHost _host;
    private readonly ModelParameters _parameters;

    /// <summary>Creates it; nothing is started before the first answer is asked for.</summary>
    /// <param name="host">The model.</param>
    /// <param name="parameters">The effective sampling parameters.</param>
    public LiveModel(ModelHost host, ModelParameters parameters) => (_host, _parameters) = (host, parameters);

    /// <inheritdoc/>
    public async ValueTask<SourcedAnswer?> AskAsync(IReadOnlyList<ChatTurn> messages, int sample, CancellationToken cancellationToken)
    {
        IChatClient client = await _host.ClientAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        long started = Stopwatch.GetTimestamp();
        ChatResponse response = await client.GetResponseAsync(
            messages.Select(m => new ChatMessage(new ChatRole(m.Role), m.Text)), Options(sample), cancellationToken).ConfigureAwait(false);
        TimeSpan latency = response.AdditionalProperties?.TryGetValue(LatencyProperty, out TimeSpan said) == true
            ? said : Stopwatch.GetElapsedTime(started);
        return new SourcedAnswer(
            new Answer
            {
                Text = response.Text,
                Finish = Finish(response.FinishReason),
                InputTokens = response.Usage?.InputTokenCount,
                OutputTokens = response.Usage?.OutputTokenCount,
                Latency = latency,
                ResponseModel = response.ModelId,
                Fingerprint = response.AdditionalProperties?.TryGetValue("system_fingerprint", out string? print) == true ? print : null,
            },
            FromCache: false);
    }

    private ChatOptions Options(int sample) => new()
    {
        Temperature = (float?)_parameters.Temperature,
        TopP = (float?)_parameters.TopP,
        TopK = _parameters.TopK,
        MaxOutputTokens = _parameters.MaxTokens,
        Seed = _parameters.Seed + sample,
        StopSequences = _parameters.Stop is { } stop ? [.. stop] : null,
        ResponseFormat = _parameters.ResponseFormat switch
        {
            "json_object" => ChatResponseFormat.Json,
            "json_schema" => ChatResponseFormat.ForJsonSchema(System.Text.Json.JsonElement.Parse(_parameters.JsonSchema ?? "{}")),
            _ => null,
        },
        AdditionalProperties = new() { [SampleProperty] = (long)sample },
    };

    private static FinishReason Finish(ChatFinishReason? reason) => reason?.Value switch
    {
        "length" => FinishReason.Length,
        "content_filter" => FinishReason.ContentFilter,
        "tool_calls" => FinishReason.ToolCalls,
        _ => FinishReason.Stop,
    };
}
