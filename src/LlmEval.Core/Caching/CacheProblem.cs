namespace LlmEval.Caching;

/// <summary>A part of a segment that cannot be used.</summary>
/// <param name="Path">The segment.</param>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="Message">What is wrong and what that means, in sentences.</param>
/// <param name="IsTornTail">Whether it is only an incomplete end, as every kill may leave one: nothing that was stored is lost.</param>
public sealed record CacheProblem(string Path, long Offset, long Length, string Message, bool IsTornTail);
