namespace LlmEval.Scoring;

/// <summary>A key that a kind of check takes besides <c>threshold</c>, <c>weight</c>, <c>metric</c> and <c>gate</c>; the documentation and the suites' schema are made from it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Type">What it takes: <c>text</c>, <c>texts</c> (one or a list), <c>number</c>, <c>integer</c>, <c>flag</c>, <c>path</c> (JSON path), <c>file</c>, <c>mapping</c>, <c>list</c>, <c>any</c>, or its choices as <c>a | b | c</c>.</param>
/// <param name="Summary">What it does, in a sentence, with its default.</param>
public sealed record CheckOption(string Key, string Type, string Summary)
{
    /// <summary>Whether the check cannot do without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether scores depend on it, so that it is part of the metric's key.</summary>
    public bool DecidesScores { get; init; } = true;
}
