using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>An answer as the cache holds it.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Lineage">Where it comes from.</param>
public sealed record CacheEntry(Answer Answer, CacheLineage Lineage);
