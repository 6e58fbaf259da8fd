namespace LlmEval.Caching;

/// <summary>An answer that the cache lacks.</summary>
/// <param name="Case">Id of the case.</param>
/// <param name="Messages">Hash of the messages.</param>
/// <param name="Sample">Number of the sample, from 0.</param>
public readonly record struct CacheMiss(string Case, string Messages, int Sample);
