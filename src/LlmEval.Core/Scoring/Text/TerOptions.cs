namespace LlmEval.Scoring.Text;

/// <summary>How TER cuts texts into words; the defaults are sacrebleu's.</summary>
public sealed record TerOptions
{
    /// <summary>Whether XML entities are resolved and punctuation is split off.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether punctuation is removed.</summary>
    public bool NoPunctuation { get; init; }

    /// <summary>Whether the two above also treat Chinese and Japanese characters.</summary>
    public bool AsianSupport { get; init; }

    /// <summary>Whether case counts.</summary>
    public bool CaseSensitive { get; init; }
}
