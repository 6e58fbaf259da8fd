namespace LlmEval.Caching;

/// <summary>What purging did, or would do.</summary>
/// <param name="Models">Identities of the models whose answers went; a folder's name where none can be read.</param>
/// <param name="Segments">Segments that went.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="InUse">Segments that were left alone, because a process uses them or they come from another machine and are younger than a day.</param>
public sealed record PurgeResult(IReadOnlyList<string> Models, int Segments, long Bytes, int InUse);
