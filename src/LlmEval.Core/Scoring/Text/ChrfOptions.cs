namespace LlmEval.Scoring.Text;

/// <summary>How chrF counts.</summary>
public sealed record ChrfOptions
{
    /// <summary>The longest n-gram of code points, 0 or more.</summary>
    public int CharOrder { get; init; } = 6;

    /// <summary>The longest n-gram of words: 0 for chrF, 2 for chrF++.</summary>
    public int WordOrder { get; init; }

    /// <summary>How much more recall counts than precision.</summary>
    public double Beta { get; init; } = 2;

    /// <summary>Whether case is ignored.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Whether white space is part of the n-grams.</summary>
    public bool Whitespace { get; init; }

    /// <summary>Whether F is averaged over all orders, empty ones as almost 0, instead of precision and recall over those that both sides have.</summary>
    public bool EpsSmoothing { get; init; }
}
