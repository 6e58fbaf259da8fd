using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Wire;
using LlmEval.Models;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>
/// Sends requests to one endpoint over one pool of connections: through the gate, tried again where that may help, until there is an answer,
/// a failure that stays, or no time left.
/// </summary>
internal sealed class RequestSender : IDisposable
{
    /// <summary>Rejections without a single success before it is said that the requests themselves are wrong.</summary>
    private const int HopelessAfter = 3;

    private const int LongestErrorBody = 64 << 10;

    private static readonly ResiliencePropertyKey<long> s_begun = new("llmeval.begun");

    private readonly EndpointOptions _options;
    private readonly WireFormat _format;
    private readonly Credential? _credential;
    private readonly RetrySettings _settings;
    private readonly TimeProvider _time;
    private readonly StatusFailures _failures;
    private readonly Uri _address;
    private readonly AdaptiveGate _gate;
    private readonly HttpMessageInvoker _http;
    private readonly ResiliencePipeline<Attempt> _pipeline;
    private readonly Lock _lock = new();
    private Failure? _refusal;
    private bool _wasThere;
    private bool _hasServed;
    private long? _awaySince;
    private int _rejections;

    public RequestSender(EndpointOptions options, WireFormat format, Credential? credential, RetrySettings settings, TimeProvider time)
    {
        (_options, _format, _credential, _settings, _time) = (options, format, credential, settings, time);
        _failures = new StatusFailures(options, credential, new Redactor(credential));
        _address = format.Address(options);
        _gate = new AdaptiveGate(options.MaxConcurrency, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // A redirect would carry the key to somebody else.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !_address.IsLoopback,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            ConnectTimeout = settings.Connect,
            MaxConnectionsPerServer = options.MaxConcurrency,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
        });
        _pipeline = Pipeline(settings, time);
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
        _http.Dispose();
        _gate.Dispose();
    }

    /// <summary>Two loops: the inner one for faults, which are few; the outer one for "too many requests", which pass by waiting.</summary>
    private ResiliencePipeline<Attempt> Pipeline(RetrySettings settings, TimeProvider time) => new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
        .AddRetry(Retry("throttled", settings.Throttled, static kind => kind is FailureKind.Throttled))
        .AddRetry(Retry("transient", settings.Transient, static kind => kind is FailureKind.Transient or FailureKind.Unreachable))
        .Build();

    private RetryStrategyOptions<Attempt> Retry(string name, int most, Func<FailureKind, bool> isMeant) => new()
    {
        Name = name,
        MaxRetryAttempts = most,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _settings.Delay,
        MaxDelay = _settings.LongestDelay,
        ShouldHandle = args => ValueTask.FromResult(
            args.Outcome.Result.Failure is { } failure && isMeant(failure.Kind) && HasTime(args.Context, failure.Wait ?? TimeSpan.Zero)),
        DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result.Failure?.Wait * (1 + (_settings.Jitter() / 10))),
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
            if (Refusal is { } known) { return new Attempt(null, known); }

            // The time in the queue before the first attempt is not the request's own.
            if (!context.Properties.TryGetValue(s_begun, out _)) { context.Properties.Set(s_begun, entered); }

            (Attempt attempt, wait) = await AskAsync(body, context.CancellationToken).ConfigureAwait(false);
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

    private async Task<(Attempt Attempt, TimeSpan? Wait)> AskAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.Timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        long started = _time.GetTimestamp();
        try
        {
            using HttpRequestMessage request = Request(body);
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            lock (_lock) { (_wasThere, _awaySince) = (true, null); }

            TimeSpan? wait = RateLimitHeaders.Wait(response.Headers, _time.GetUtcNow());
            Attempt attempt = response.IsSuccessStatusCode
                ? await AnswerAsync(response, started, wait, either.Token).ConfigureAwait(false)
                : await ErrorAsync(response, started, wait, either.Token).ConfigureAwait(false);
            return (attempt, wait);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Neither the caller nor the limit: the handler's own limit for connecting.
            return (limit.IsCancellationRequested
                ? Transient(string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.Timeout.TotalSeconds} s"))
                : Away("nobody answers there"), null);
        }
        catch (HttpRequestException e)
        {
            return (ReachFailures.WhyAway(e) is { } why ? Away(why) : Transient("the connection was cut: " + (e.InnerException ?? e).Message), null);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return (Transient("the answer was cut: " + e.Message), null);
        }
    }

    private HttpRequestMessage Request(ReadOnlyMemory<byte> body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, _address)
        {
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "LlmEval/" + Evaluation.ToolVersion);
        _format.AddHeaders(request.Headers, _options, _credential);
        return request;
    }

    private async Task<Attempt> AnswerAsync(HttpResponseMessage response, long started, TimeSpan? wait, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(response.Content, _settings.LongestBody, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return new Attempt(null, new Failure(FailureKind.Rejected, _failures.Trouble("the answer is longer than any answer")));
        }

        TimeSpan latency = _time.GetElapsedTime(started);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.Member("error") is not null && ErrorBody.Of(document.RootElement) is { } error)
            {
                return error.IsFiltered ? Filtered(latency) : Keep(_failures.OfSuccess(error, wait));
            }

            return Served(_format.Read(document.RootElement), latency);
        }
        catch (Exception e) when (e is JsonException or MalformedAnswerException or InvalidOperationException)
        {
            return Transient("the answer cannot be read: " + (e is MalformedAnswerException ? e.Message : "it is no valid JSON"));
        }
    }

    private async Task<Attempt> ErrorAsync(HttpResponseMessage response, long started, TimeSpan? wait, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = default;
        try
        {
            body = await BoundedBody.ReadAsync(response.Content, LongestErrorBody, cancellationToken).ConfigureAwait(false) ?? default;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            // The status says enough.
        }

        ErrorBody error = ErrorBody.Parse(body);
        int status = (int)response.StatusCode;
        if (error.IsFiltered && status is >= 400 and < 500) { return Filtered(_time.GetElapsedTime(started)); }

        bool isHopeless;
        lock (_lock) { isHopeless = !_hasServed && _rejections + 1 >= HopelessAfter; }

        return Keep(_failures.Of(status, error, wait, isHopeless));
    }

    /// <summary>The service's filter stopped the request: an answer, and an empty one.</summary>
    private Attempt Filtered(TimeSpan latency) => Served(
        new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Empty)) { FinishReason = ChatFinishReason.ContentFilter }, latency);

    private Attempt Served(ChatResponse response, TimeSpan latency)
    {
        (response.AdditionalProperties ??= [])[LiveModel.LatencyProperty] = latency;
        lock (_lock) { _hasServed = true; }

        return new Attempt(response, null);
    }

    private Attempt Transient(string what) => new(null, new Failure(FailureKind.Transient, _failures.Trouble(what)));

    private Attempt Away(string why)
    {
        lock (_lock)
        {
            if (!_wasThere) { return Keep(_failures.Unreachable(why)); }

            long now = _time.GetTimestamp();
            _awaySince ??= now;
            return _time.GetElapsedTime(_awaySince.Value, now) >= _settings.Grace
                ? Keep(_failures.Gone(why))
                : new Attempt(null, new Failure(FailureKind.Unreachable, _failures.Trouble(why), _settings.ReachDelay));
        }
    }

    private Failure? Refusal
    {
        get { lock (_lock) { return _refusal; } }
    }

    private Attempt Keep(Failure failure)
    {
        lock (_lock)
        {
            if (failure.Kind == FailureKind.Refused) { _refusal ??= failure; }
            if (failure.Kind == FailureKind.Rejected) { _rejections++; }
        }

        return new Attempt(null, failure);
    }
}
