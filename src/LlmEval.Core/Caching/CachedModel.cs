using System.Collections.Concurrent;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Caching;

/// <summary>
/// An answer source around another one: looks into the cache first, stores what the other answers. Trouble is thrown through and
/// never stored. Two requests for one key at the same time are asked once.
/// </summary>
public sealed class CachedModel : IAnswerSource
{
    private readonly CachePartition _partition;
    private readonly RequestKeys _keys;
    private readonly IAnswerSource? _inner;
    private readonly SuiteOrigin? _origin;
    private readonly ConcurrentDictionary<CacheKey, Lazy<Task<SourcedAnswer>>> _inFlight = new();

    /// <summary>Creates it.</summary>
    /// <param name="partition">The model's part of the cache.</param>
    /// <param name="keys">Makes the keys of its requests.</param>
    /// <param name="inner">Answers what the cache lacks; null when nothing may be drawn.</param>
    /// <param name="origin">What is noted with the answers that are stored; null to note nothing.</param>
    public CachedModel(CachePartition partition, RequestKeys keys, IAnswerSource? inner, SuiteOrigin? origin = null) =>
        (_partition, _keys, _inner, _origin) = (partition, keys, inner, origin);

    /// <summary>Is told what the cache lacks and nobody may draw; null when nobody wants to know.</summary>
    public MissLog? Misses { get; init; }

    /// <summary>Is told the key of each answer that the cache has; null when nobody wants to know.</summary>
    public Action<CacheKey>? Found { get; init; }

    /// <inheritdoc/>
    public ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        CacheKey key = RequestKeys.Sample(_keys.Request(request), request.Sample);
        if (_partition.TryGet(key) is { } known && IsUsable(request, known))
        {
            Found?.Invoke(key);
            return ValueTask.FromResult<SourcedAnswer?>(new SourcedAnswer(known, FromCache: true));
        }

        if (_inner is not null) { return DrawAsync(key, request, cancellationToken); }

        Misses?.Add(request.Case.Id, _keys.Asked(request), request.Sample);
        return ValueTask.FromResult<SourcedAnswer?>(null);
    }

    private async ValueTask<SourcedAnswer?> DrawAsync(CacheKey key, ModelRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            Lazy<Task<SourcedAnswer>> mine = new(() => AskOnceAsync(key, request, cancellationToken));
            Lazy<Task<SourcedAnswer>> first = _inFlight.GetOrAdd(key, mine);
            try
            {
                SourcedAnswer answer = await first.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
                return answer with { FromCache = answer.FromCache || !ReferenceEquals(first, mine) };
            }
            catch (OperationCanceledException) when (!ReferenceEquals(first, mine) && !cancellationToken.IsCancellationRequested)
            {
                // The one who asked gave up, by a limit of its own: this caller has not, and asks itself.
                _inFlight.TryRemove(new KeyValuePair<CacheKey, Lazy<Task<SourcedAnswer>>>(key, first));
            }
            finally
            {
                _inFlight.TryRemove(new KeyValuePair<CacheKey, Lazy<Task<SourcedAnswer>>>(key, mine));
            }
        }
    }

    private async Task<SourcedAnswer> AskOnceAsync(CacheKey key, ModelRequest request, CancellationToken cancellationToken)
    {
        // Another caller may have stored it and left between this caller's look and its turn.
        if (_partition.Contains(key) && _partition.TryGet(key) is { } known && IsUsable(request, known)) { return new SourcedAnswer(known, FromCache: true); }

        SourcedAnswer? drawn = await _inner!.AskAsync(request, cancellationToken).ConfigureAwait(false);
        if (!IsUsable(request, drawn!.Value.Answer)) { return drawn.Value with { FromCache = false }; }

        AnswerOrigin? origin = _origin?.Of(request.Case.Id, _keys.Asked(request), request.Sample);
        return new SourcedAnswer(_partition.Store(key, drawn.Value.Answer, origin), FromCache: false);
    }

    private static bool IsUsable(ModelRequest request, Answer answer) => request.IsUsable?.Invoke(answer) ?? true;
}
