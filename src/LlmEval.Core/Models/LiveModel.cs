using System.Diagnostics;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>A model that is started when the first answer is asked of it, and ended with the run.</summary>
public sealed class LiveModel : IAnswerSource, IAsyncDisposable
{
    /// <summary>
    /// Key of <see cref="ChatResponse.AdditionalProperties"/> under which a client may say the latency itself (a <see cref="TimeSpan"/>),
    /// because it knows what was queue and what was work.
    /// </summary>
    public const string LatencyProperty = "llmeval.latency";

    /// <summary>Key of <see cref="ChatOptions.AdditionalProperties"/> with the sample's number (a <see cref="long"/>), for clients that draw by it.</summary>
    public const string SampleProperty = "llmeval.sample";

    private readonly IModelProvider _provider;
    private readonly ModelSpec _model;
    private readonly ModelContext _context;
    private readonly ModelParameters _parameters;
    private readonly CancellationToken _lifetime;
    private readonly Lock _gate = new();
    private Task<IChatClient>? _client;

    /// <summary>Creates it; nothing is started yet.</summary>
    /// <param name="provider">The model's provider.</param>
    /// <param name="model">The model's item.</param>
    /// <param name="context">What the provider may use.</param>
    /// <param name="parameters">The effective sampling parameters.</param>
    /// <param name="lifetime">Ends the start of the model, however many callers wait for it.</param>
    public LiveModel(IModelProvider provider, ModelSpec model, ModelContext context, ModelParameters parameters, CancellationToken lifetime) =>
        (_provider, _model, _context, _parameters, _lifetime) = (provider, model, context, parameters, lifetime);

    /// <inheritdoc/>
    public async ValueTask<SourcedAnswer?> AskAsync(IReadOnlyList<ChatTurn> messages, int sample, CancellationToken cancellationToken)
    {
        IChatClient client = await Client().WaitAsync(cancellationToken).ConfigureAwait(false);
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<IChatClient>? client;
        lock (_gate) { client = _client; }

        if (client is null) { return; }

        try
        {
            IChatClient started = await client.ConfigureAwait(false);
            if (started is IAsyncDisposable ends) { await ends.DisposeAsync().ConfigureAwait(false); }
            else { started.Dispose(); }
        }
        catch (Exception e) when (client.IsFaulted || client.IsCanceled)
        {
            // Whoever asked for an answer has been told why it did not start.
            Debug.WriteLine(e.Message);
        }
    }

    private Task<IChatClient> Client()
    {
        lock (_gate) { return _client ??= _provider.StartAsync(_model, _context, _lifetime).AsTask(); }
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
