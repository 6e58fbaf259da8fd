using System.Globalization;
using System.Text.Json;
using LlmEval.Endpoints.Secrets;
using LlmEval.Endpoints.Wire;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>One attempt: a request and what came back, over one pool of connections.</summary>
internal sealed class Exchange : IDisposable
{
    private const int LongestErrorBody = 64 << 10;

    private readonly EndpointOptions _options;
    private readonly WireFormat _format;
    private readonly Credential? _credential;
    private readonly RetrySettings _settings;
    private readonly TimeProvider _time;
    private readonly StatusFailures _failures;
    private readonly Standing _standing;
    private readonly Uri _address;
    private readonly HttpMessageInvoker _http;

    public Exchange(EndpointOptions options, WireFormat format, Credential? credential, RetrySettings settings, TimeProvider time)
    {
        (_options, _format, _credential, _settings, _time) = (options, format, credential, settings, time);
        _failures = new StatusFailures(options, credential, new Redactor(credential));
        _standing = new Standing(time);
        _address = format.Address(options);
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
    }

    /// <summary>Why every further request would be refused, once that is known.</summary>
    public Failure? Refusal => _standing.Refusal;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Asks once.</summary>
    /// <returns>How it ended, and how long the server asks to wait before anything else is sent.</returns>
    public async Task<(Attempt Attempt, TimeSpan? Wait)> AskAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.Timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        long started = _time.GetTimestamp();
        try
        {
            using HttpRequestMessage request = Request(body);
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            _standing.WasThere();

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
        HttpRequestMessage request = _format.Request(_options, _address, _credential, body);
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher;
        if (!request.Headers.Contains("Accept")) { request.Headers.TryAddWithoutValidation("Accept", "application/json"); }
        if (!request.Headers.Contains("User-Agent")) { request.Headers.TryAddWithoutValidation("User-Agent", "LlmEval/" + Evaluation.ToolVersion); }

        return request;
    }

    private async Task<Attempt> AnswerAsync(HttpResponseMessage response, long started, TimeSpan? wait, CancellationToken cancellationToken)
    {
        if (_options.IsStreamed && response.Content.Headers.ContentType?.MediaType != "application/json" && _format.Streamed() is { } pieces)
        {
            return await StreamAsync(response, pieces, started, wait, cancellationToken).ConfigureAwait(false);
        }

        if (await BoundedBody.ReadAsync(response.Content, _settings.LongestBody, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return TooLong();
        }

        TimeSpan latency = _time.GetElapsedTime(started);
        try
        {
            if (_format.ReadWhole(body) is { } own) { return Served(own, latency); }

            using JsonDocument document = JsonDocument.Parse(body);
            return Whole(document.RootElement, latency, wait);
        }
        catch (MalformedAnswerException e) when (e.IsFinal) { return Failed(_failures.Unfit(e.Message, _standing.IsHopeless)); }
        catch (Exception e) when (e is JsonException or MalformedAnswerException or InvalidOperationException) { return Unreadable(e); }
    }

    /// <summary>An answer that comes in pieces: it counts once it is whole, and is then read as one that came at once.</summary>
    private async Task<Attempt> StreamAsync(HttpResponseMessage response, StreamedAnswer pieces, long started, TimeSpan? wait, CancellationToken cancellationToken)
    {
        TimeSpan? first = null;
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await foreach (JsonElement piece in StreamedPieces.ReadAsync(stream, _format.StreamsLines, _settings.LongestBody, cancellationToken).ConfigureAwait(false))
            {
                if (pieces.Error(piece) is { } error) { return error.IsFiltered ? Filtered(_time.GetElapsedTime(started)) : Failed(_failures.OfSuccess(error, wait)); }
                if (pieces.Add(piece) && first is null) { first = _time.GetElapsedTime(started); }
                if (pieces.IsOver) { break; }
            }

            TimeSpan latency = _time.GetElapsedTime(started);
            Attempt attempt = Whole(pieces.Whole(), latency, wait);
            if (first is { } span && attempt.Response is { } answer) { answer.AdditionalProperties![LiveModel.FirstTokenProperty] = span; }

            return attempt;
        }
        catch (TooLongException) { return TooLong(); }
        catch (Exception e) when (e is JsonException or MalformedAnswerException or InvalidOperationException) { return Unreadable(e); }
    }

    /// <summary>Reads an answer that is all there; a gateway may have put an error in its place.</summary>
    private Attempt Whole(JsonElement root, TimeSpan latency, TimeSpan? wait)
    {
        if (root.Member("error") is not null && ErrorBody.Of(root) is { } error)
        {
            return error.IsFiltered ? Filtered(latency) : Failed(_failures.OfSuccess(error, wait));
        }

        return Served(_format.Read(root), latency);
    }

    private Attempt TooLong() => new(null, new Failure(FailureKind.Rejected, _failures.Trouble("the answer is longer than any answer")));

    private Attempt Unreadable(Exception e) =>
        Transient("the answer cannot be read: " + (e is MalformedAnswerException ? e.Message : "it is no valid JSON"));

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

        return Failed(_failures.Of(status, error, wait, _standing.IsHopeless));
    }

    /// <summary>The service's filter stopped the request: an answer, and an empty one.</summary>
    private Attempt Filtered(TimeSpan latency) => Served(
        new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Empty)) { FinishReason = ChatFinishReason.ContentFilter }, latency);

    private Attempt Served(ChatResponse response, TimeSpan latency)
    {
        (response.AdditionalProperties ??= [])[LiveModel.LatencyProperty] = latency;
        EchoedKey.Remove(response, _credential);
        _standing.HasServed();
        return new Attempt(response, null);
    }

    private Attempt Transient(string what) => new(null, new Failure(FailureKind.Transient, _failures.Trouble(what)));

    private Attempt Away(string why) => Failed(_standing.Away(_settings.Grace) switch
    {
        Absence.NeverThere => _failures.Unreachable(why),
        Absence.Gone => _failures.Gone(why),
        _ => new Failure(FailureKind.Unreachable, _failures.Trouble(why), _settings.ReachDelay),
    });

    private Attempt Failed(Failure failure)
    {
        _standing.Failed(failure);
        return new Attempt(null, failure);
    }
}
