using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Wire;
using Polly;
using Polly.Retry;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>
/// Sends requests to one endpoint over one pool of connections: through the gate, tried again where that may help, until there is an answer,
/// a failure that stays, or no time left.
/// </summary>
internal sealed class RequestSender : IDisposable
{
    private static readonly ResiliencePropertyKey<long> s_begun = new("llmeval.begun");

    private readonly RetrySettings _settings;
    private readonly TimeProvider _time;
    private readonly Exchange _exchange;
    private readonly AdaptiveGate _gate;
    private readonly ResiliencePipeline<Attempt> _pipeline;

    public RequestSender(EndpointOptions options, WireFormat format, Credential? credential, RetrySettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _exchange = new Exchange(options, format, credential, settings, time);
        _gate = new AdaptiveGate(options.MaxConcurrency, time);
        _pipeline = new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
            .AddRetry(Retry("throttled", settings.Throttled, static kind => kind is FailureKind.Throttled))
            .AddRetry(Retry("transient", settings.Transient, static kind => kind is FailureKind.Transient or FailureKind.Unreachable))
            .Build();
    }

    /// <summary>Sends a request until it has an end.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Attempt> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            return await _pipeline.ExecuteAsync(
                static (context, state) => state.Sender.TryAsync(state.Body, context), context, (Sender: this, Body: body)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _exchange.Dispose();
        _gate.Dispose();
    }

    /// <summary>One of the two loops: the inner one is for faults, which are few; the outer one for "too many requests", which pass by waiting.</summary>
    private RetryStrategyOptions<Attempt> Retry(string name, int most, Func<FailureKind, bool> isMeant) => new()
    {
        Name = name,
        MaxRetryAttempts = most,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _settings.Delay,
        MaxDelay = _settings.LongestDelay,
        ShouldHandle = args => ValueTask.FromResult(
            args.Outcome.Result?.Failure is { } failure && isMeant(failure.Kind) && HasTime(args.Context, failure.Wait ?? TimeSpan.Zero)),
        DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.Failure?.Wait * (1 + (_settings.Jitter() / 10))),
    };

    private bool HasTime(ResilienceContext context, TimeSpan wait) =>
        context.Properties.TryGetValue(s_begun, out long begun) && _time.GetElapsedTime(begun) + wait < _settings.Total;

    private async ValueTask<Attempt> TryAsync(ReadOnlyMemory<byte> body, ResilienceContext context)
    {
        long entered = await _gate.EnterAsync(context.CancellationToken).ConfigureAwait(false);
        GateOutcome outcome = GateOutcome.Unknown;
        TimeSpan? wait = null;
        try
        {
            // Whoever waited while the endpoint refused need not ask again.
            if (_exchange.Refusal is { } known) { return new Attempt(null, known); }

            // The time in the queue before the first attempt is not the request's own.
            if (!context.Properties.TryGetValue(s_begun, out _)) { context.Properties.Set(s_begun, entered); }

            (Attempt attempt, wait) = await _exchange.AskAsync(body, context.CancellationToken).ConfigureAwait(false);
            outcome = attempt.Failure?.Kind switch
            {
                null => GateOutcome.Served,
                FailureKind.Throttled => GateOutcome.TurnedAway,
                _ => GateOutcome.Unknown,
            };

            // A wait that nobody will sit out closes the gate for nobody.
            if (wait > _settings.Total) { wait = null; }

            return attempt;
        }
        finally
        {
            _gate.Leave(entered, outcome, wait);
        }
    }
}
