using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>
/// Says what the cache has instead of an answer that it lacks: which part of the key is another one. Reads the notes that lie with the
/// answers (<see cref="AnswerOrigin"/>), newest segments first, a bounded number of bytes in all, so that a build that tells what is
/// missing stays quick in a large cache.
/// </summary>
/// <param name="directory">The cache's folder.</param>
/// <param name="budget">Bytes that may be read in all.</param>
public sealed class MissExplainer(string directory, long budget = MissExplainer.DefaultBudget)
{
    /// <summary>Cases that are explained.</summary>
    public const int Most = 5;

    private const long DefaultBudget = 64L << 20;

    private long _budget = budget;

    /// <summary>Explains misses of one suite with one model in one line.</summary>
    /// <param name="modelIdentity">The key of <see cref="Models.ModelIdentity"/>.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="misses">The misses, at most <see cref="Most"/> of them are explained.</param>
    /// <returns>A sentence, or null when the cache is empty or there is nothing to explain.</returns>
    public string? Explain(string modelIdentity, SuiteOrigin suite, IReadOnlyList<CacheMiss> misses)
    {
        OriginSearch[] searches = [.. misses.Take(Most).Select(m => new OriginSearch(modelIdentity, suite, m))];
        if (searches.Length == 0) { return null; }

        string own = CacheLayout.Partition(directory, modelIdentity);
        using var scanner = new SegmentScanner();
        var visitor = new Visitor(searches);
        bool isWhole = true;
        bool any = false;
        try
        {
            foreach (string partition in CacheLayout.Partitions(directory).OrderByDescending(p => p == own).ThenBy(p => p, StringComparer.Ordinal))
            {
                visitor.IsOwn = partition == own;
                foreach (FileInfo segment in CacheLayout.Segments(partition).Reverse())
                {
                    any = true;
                    if (segment.Length > _budget)
                    {
                        isWhole = false;
                        continue;
                    }

                    _budget -= segment.Length;
                    using SafeFileHandle handle = CacheLayout.OpenToRead(segment.FullName, FileOptions.SequentialScan);
                    visitor.Model = SegmentHeader.TryRead(handle)?.Model;
                    scanner.Scan(handle, 0, visitor);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be read explains nothing; that it cannot be read is told where answers are looked for.
            isWhole = false;
        }

        if (!any) { return null; }

        string unknown = !isWhole ? "not known, the cache is too large to look through"
            : visitor.HasUnnoted ? "not known, answers of an older version do not say their case"
            : "no answer at all";
        var reasons = searches.GroupBy(s => s.Reason() ?? unknown, StringComparer.Ordinal).Select(g => $"for {string.Join(", ", g.Select(s => $"'{s.Case}'"))} {g.Key}");
        return $"Cache: {string.Join("; ", reasons)}.";
    }

    private sealed class Visitor(OriginSearch[] searches) : ISegmentVisitor
    {
        public string? Model { get; set; }

        public bool IsOwn { get; set; }

        /// <summary>Whether an answer of this model does not say for which case it was drawn.</summary>
        public bool HasUnnoted { get; private set; }

        public void Record(long offset, ReadOnlySpan<byte> record)
        {
            if (SegmentRecord.Key(record) == default) { return; }

            ReadOnlySpan<byte> payload = record[SegmentRecord.HeaderSize..];
            if (IsOwn && !HasUnnoted && payload.IndexOf("\"for\":{"u8) < 0) { HasUnnoted = true; }

            bool mentioned = false;
            foreach (OriginSearch search in searches) { mentioned |= search.IsMentioned(payload); }

            if (!mentioned || OriginCodec.TryRead(payload) is not { } noted) { return; }

            foreach (OriginSearch search in searches) { search.Take(noted.Origin, Model, noted.At); }
        }

        public void Damaged(long offset, long length, bool isTail)
        {
        }
    }
}
