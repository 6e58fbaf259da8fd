namespace LlmEval.Caching;

/// <summary>Where an answer comes from: noted with it, never part of its key.</summary>
/// <param name="ToolVersion">Version of the tool that asked for it.</param>
/// <param name="Created">When it was stored, UTC, to the millisecond.</param>
/// <param name="Origin">For which case it was drawn; written with it, and read only to explain a miss (<see cref="MissExplainer"/>): null in what is read back.</param>
public sealed record CacheLineage(string ToolVersion, DateTimeOffset Created, AnswerOrigin? Origin = null);
