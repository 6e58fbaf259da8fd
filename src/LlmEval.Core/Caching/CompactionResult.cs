namespace LlmEval.Caching;

/// <summary>What putting segments together did, or would do.</summary>
/// <param name="SegmentsBefore">Segments of the cache before.</param>
/// <param name="SegmentsAfter">Segments of the cache after.</param>
/// <param name="BytesBefore">Their size before.</param>
/// <param name="BytesAfter">Their size after.</param>
/// <param name="InUse">Segments left alone, because a process writes or reads them or they come from another machine and are younger than a day.</param>
public sealed record CompactionResult(int SegmentsBefore, int SegmentsAfter, long BytesBefore, long BytesAfter, int InUse);
