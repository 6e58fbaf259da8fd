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

    /// <summary>Key of <see cref="ChatResponse.AdditionalProperties"/> with what was retrieved, an <see cref="IReadOnlyList{T}"/> of <see cref="Passage"/>.</summary>
    public const string PassagesProperty = "llmeval.passages";

    /// <summary>Key of <see cref="ChatResponse.AdditionalProperties"/> with what the provider charged, a <see cref="double"/>.</summary>
    public const string CostProperty = "llmeval.cost";

    /// <summary>Key of <see cref="ChatOptions.AdditionalProperties"/> with the sample's number (a <see cref="long"/>), for clients that draw by it.</summary>
    public const string SampleProperty = "llmeval.sample";

    /// <summary>Key of <see cref="ChatOptions.AdditionalProperties"/> with the case (an <see cref="Suites.EvalCase"/>), for clients that read it.</summary>
    public const string CaseProperty = "llmeval.case";

    private readonly ModelHost _host;
    private readonly ModelParameters _parameters;

    /// <summary>Creates it; nothing is started before the first answer is asked for.</summary>
    /// <param name="host">The model.</param>
    /// <param name="parameters">The effective sampling parameters.</param>
    public LiveModel(ModelHost host, ModelParameters parameters) => (_host, _parameters) = (host, parameters);

    /// <inheritdoc/>
    public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        IChatClient client = await _host.ClientAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (request.Bracket is { } bracket) { await bracket.EnterAsync(client, cancellationToken).ConfigureAwait(false); }

        long started = Stopwatch.GetTimestamp();
        ChatResponse response = await client.GetResponseAsync(
            ChatRequests.Messages(request), ChatRequests.Options(request, _parameters), cancellationToken).ConfigureAwait(false);
        return new SourcedAnswer(ChatRequests.Answer(response, Stopwatch.GetElapsedTime(started)), FromCache: false);
    }
}
