namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>A statement found in a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in UTF-16 code units from 0.</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
/// <param name="Values">What it may mean, in one notation: several where a notation is ambiguous (<c>1,234</c>, <c>03/04/2024</c>).</param>
/// <param name="Unit">The unit of a number in one notation, or null.</param>
public sealed record Fact(FactKind Kind, int Start, int Length, IReadOnlyList<string> Values, string? Unit = null)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}
