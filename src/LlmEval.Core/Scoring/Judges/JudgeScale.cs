namespace LlmEval.Scoring.Judges;

/// <summary>What a judge's labels can be, and so what people's labels may say.</summary>
internal sealed record JudgeScale
{
    /// <summary>The words that stand for values.</summary>
    public IReadOnlyDictionary<string, double> Words { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The values on an ordered scale, ascending; null where any number between the bounds can come.</summary>
    public IReadOnlyList<double>? Levels { get; init; }

    /// <summary>Whether the words are labels without order, which are compared as they are.</summary>
    public bool IsNominal { get; init; }

    /// <summary>Smallest value.</summary>
    public double Minimum { get; init; }

    /// <summary>Largest value.</summary>
    public double Maximum { get; init; } = 1;

    /// <summary>Whether labels are compared by their distance on the scale.</summary>
    public bool IsOrdinal => Levels is { Count: > 2 } && !IsNominal;

    /// <summary>The scale of verdicts.</summary>
    public static JudgeScale Of(IReadOnlyList<VerdictOption> options, bool isNominal = false) => new()
    {
        Words = options.ToDictionary(o => o.Word, o => o.Value, StringComparer.Ordinal),
        Levels = [.. options.Select(o => o.Value).Distinct().Order()],
        IsNominal = isNominal,
    };

    /// <summary>Any share from 0 to 1.</summary>
    public static JudgeScale Share { get; } = new();

    /// <summary>Whether a number is on the scale.</summary>
    public bool Has(double value) => Levels?.Contains(value) ?? (value >= Minimum && value <= Maximum);
}
