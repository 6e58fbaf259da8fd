using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>Deletes all answers of one model, or all.</summary>
public static class CachePurger
{
    /// <summary>Purges.</summary>
    /// <param name="directory">The cache's folder; one that does not exist is an empty cache.</param>
    /// <param name="modelIdentity">The model's identity, or the name of its folder; null for all.</param>
    /// <param name="dryRun">Only says what would go.</param>
    /// <param name="time">Time; the system's when null.</param>
    /// <exception cref="LlmEvalException">The cache cannot be written (LLM3007).</exception>
    public static PurgeResult Purge(string directory, string? modelIdentity, bool dryRun = false, TimeProvider? time = null)
    {
        DateTimeOffset now = (time ?? TimeProvider.System).GetUtcNow();
        List<string> models = [];
        int gone = 0, inUse = 0;
        long bytes = 0;
        try
        {
            foreach (string partition in CacheLayout.Partitions(directory))
            {
                FileInfo[] segments = CacheLayout.Segments(partition);
                string folder = Path.GetFileName(partition);
                string model = CacheCompactor.ModelOf(segments) ?? folder;
                if (modelIdentity is not null && modelIdentity != model && modelIdentity != folder) { continue; }

                models.Add(model);
                using (PartitionLock? mine = dryRun ? null : PartitionLock.TryTake(partition))
                {
                    if (mine is not null) { SegmentMerge.RemoveUnfinished(partition); }

                    // The newest first: killed on the way, no younger answer comes to count for an older one.
                    foreach (FileInfo segment in segments.Reverse())
                    {
                        bool goes = (dryRun || mine is not null) && SegmentUse.IsFinished(segment, now) && (dryRun || SegmentMerge.TryDelete(segment.FullName));
                        (gone, inUse, bytes) = goes ? (gone + 1, inUse, bytes + segment.Length) : (gone, inUse + 1, bytes);
                    }
                }

                if (!dryRun) { PartitionLock.RemoveIfEmpty(partition); }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheReports.Unwritable(directory, exception);
        }

        return new PurgeResult(models, gone, bytes, inUse);
    }
}
