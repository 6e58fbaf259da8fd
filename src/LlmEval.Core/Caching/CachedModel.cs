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
    private readonly ConcurrentDictionary<CacheKey, Lazy<Task<Answer>>> _inFlight = new();

    /// <summary>Creates it.</summary>
    /// <param name="partition">The model's part of the cache.</param>
    /// <param name="keys">Makes the keys of its requests.</param>
    /// <param name="inner">Answers what the cache lacks; null when nothing may be drawn.</param>
    public CachedModel(CachePartition partition, RequestKeys keys, IAnswerSource? inner) =>
        (_partition, _keys, _inner) = (partition, keys, inner);

    /// <inheritdoc/>
    public ValueTask<SourcedAnswer?> AskAsync(IReadOnlyList<ChatTurn> messages, int sample, CancellationToken cancellationToken)
    {
        CacheKey request = _keys.Request(messages);
        CacheKey key = RequestKeys.Sample(request, sample);
        if (_partition.TryGet(key) is { } known) { return ValueTask.FromResult<SourcedAnswer?>(new SourcedAnswer(known, FromCache: true)); }

        return _inner is null ? ValueTask.FromResult<SourcedAnswer?>(null) : DrawAsync(key, messages, sample, cancellationToken);
    }

    private async ValueTask<SourcedAnswer?> DrawAsync(CacheKey key, IReadOnlyList<ChatTurn> messages, int sample, CancellationToken cancellationToken)
    {
        Lazy<Task<Answer>> mine = new(async () =>
        {
            SourcedAnswer? drawn = await _inner!.AskAsync(messages, sample, cancellationToken).ConfigureAwait(false);
            return _partition.Store(key, drawn!.Value.Answer);
        });
        Lazy<Task<Answer>> first = _inFlight.GetOrAdd(key, mine);
        try
        {
            Answer answer = await first.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new SourcedAnswer(answer, FromCache: !ReferenceEquals(first, mine));
        }
        finally
        {
            _inFlight.TryRemove(new KeyValuePair<CacheKey, Lazy<Task<Answer>>>(key, mine));
        }
    }
}
