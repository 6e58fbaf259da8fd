namespace LlmEval.Caching;

/// <summary>What pruning did, or would do.</summary>
/// <param name="Entries">Answers before.</param>
/// <param name="Removed">Answers that went.</param>
/// <param name="BytesRemoved">Their size.</param>
/// <param name="InUse">Segments with answers that should go and that were left alone, because a process uses them or they come from another machine and are younger than a day.</param>
public sealed record PruneResult(int Entries, int Removed, long BytesRemoved, int InUse);
