using System.Runtime.InteropServices;

namespace LlmEval.Caching;

/// <summary>What a run took from the cache and put into it.</summary>
/// <param name="Hits">Answers that were found.</param>
/// <param name="Misses">Answers that were looked for and not found.</param>
/// <param name="Stored">Answers that were added.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CacheUsage(long Hits, long Misses, long Stored)
{
    /// <summary>Both together.</summary>
    public static CacheUsage operator +(CacheUsage left, CacheUsage right) => left.Add(right);

    /// <summary>Both together.</summary>
    public CacheUsage Add(CacheUsage other) => new(Hits + other.Hits, Misses + other.Misses, Stored + other.Stored);
}
