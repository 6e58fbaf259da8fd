namespace LlmEval.Caching;

/// <summary>Where an answer comes from: noted with it, never part of its key.</summary>
/// <param name="ToolVersion">Version of the tool that asked for it.</param>
/// <param name="Created">When it was stored, UTC, to the millisecond.</param>
public sealed record CacheLineage(string ToolVersion, DateTimeOffset Created);
