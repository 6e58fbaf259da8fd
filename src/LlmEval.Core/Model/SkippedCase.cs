namespace LlmEval.Model;

/// <summary>A case that is neither asked nor judged (<c>skip:</c>).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Reason">Why, in one line; not the text of a private row.</param>
public sealed record SkippedCase(string Id, Location Location, string Reason)
{
    /// <summary>Whether the suite would fail when this case did.</summary>
    public bool MustPass { get; init; }

    /// <summary>Its tags, sorted.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
