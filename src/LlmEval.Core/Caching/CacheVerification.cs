namespace LlmEval.Caching;

/// <summary>The result of reading every record.</summary>
/// <param name="Segments">Number of segments.</param>
/// <param name="Records">Number of intact records that hold an answer.</param>
/// <param name="Problems">What is wrong, by path and offset.</param>
public sealed record CacheVerification(int Segments, long Records, IReadOnlyList<CacheProblem> Problems)
{
    /// <summary>Whether something that was stored is lost.</summary>
    public bool IsDamaged => Problems.Any(static p => !p.IsTornTail);
}
