using LlmEval.Model;

namespace LlmEval.Listing;

/// <summary>A case as a list of tests shows it: no text of a prompt, a variable or an answer.</summary>
public sealed record ListedCase
{
    /// <summary>Unique in its suite.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands: in the suite, or in its data file. A variant stands where the case does that it is made of.</summary>
    public required Location Location { get; init; }

    /// <summary>Tags of suite, data file and case, sorted; none of private data.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Why it is not asked; null for a case that is. The reason of a private row is not told.</summary>
    public string? Skip { get; init; }

    /// <summary>Whether the suite fails when this case does, whatever the others do.</summary>
    public bool MustPass { get; init; }

    /// <summary>Whether its texts must not leave the cache and <c>obj/</c>.</summary>
    public bool IsPrivate { get; init; }
}
