namespace LlmEval.Scoring.Judges;

/// <summary>What a kind of judge takes from its options beside the judge, its prompt and the question.</summary>
internal sealed record JudgeNeeds
{
    /// <summary>The placeholder that <c>value</c> fills; null when the kind takes none.</summary>
    public string? Value { get; init; }

    /// <summary>Another key that may stand for <c>value</c>, or null.</summary>
    public string? ValueAlias { get; init; }

    /// <summary>Whether there is a <c>context</c>.</summary>
    public bool Context { get; init; }

    /// <summary>Whether the answer itself is judged, so that <c>path</c> means something.</summary>
    public bool Answer { get; init; } = true;

    /// <summary>Whether it can be compared with labels of people.</summary>
    public bool Labels { get; init; } = true;
}
