namespace LlmEval.Comparing;

/// <summary>One model with one prompt and one set of parameters.</summary>
public sealed record MatrixCell
{
    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the prompt; null for the suite's own where the suite has none.</summary>
    public string? Prompt { get; init; }

    /// <summary>The parameters that the matrix set, in one line; empty for none.</summary>
    public string Parameters { get; init; } = string.Empty;

    /// <summary>Why there are no scores; null where there are.</summary>
    public string? Missing { get; init; }

    /// <summary>Mean over the cases of the mean of the suite's decisive metrics, 0 to 1, higher is better; null where it is missing.</summary>
    public double? Score { get; init; }

    /// <summary>Lower end of the 95% interval of <see cref="Score"/> (t, by clusters); null with fewer than two cases.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end.</summary>
    public double? Upper { get; init; }

    /// <summary>Cases that have a score.</summary>
    public int Cases { get; init; }

    /// <summary>Score minus the best cell's, over the cases of both; null for the best.</summary>
    public double? Difference { get; init; }

    /// <summary>Lower end of the 95% interval of <see cref="Difference"/>.</summary>
    public double? DifferenceLower { get; init; }

    /// <summary>Upper end.</summary>
    public double? DifferenceUpper { get; init; }

    /// <summary>One-sided p-value of "it is worse than the best", corrected for all cells (Holm); null for the best.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>Whether it is the best, or cannot be told from it at 5%.</summary>
    public bool IsAmongBest { get; init; }

    /// <summary>Mean of each decisive metric, in its unit.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Means { get; init; } = [];

    /// <summary>Mean cost of an answer; null where it is not known.</summary>
    public double? Cost { get; init; }

    /// <summary>Currency of <see cref="Cost"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>Mean tokens of an answer; null where they are not known.</summary>
    public double? Tokens { get; init; }

    /// <summary>Median over the cases of an answer's seconds, as measured when it was drawn; null where they are not known.</summary>
    public double? Latency { get; init; }

    /// <summary><c>gpt, prompt short, temperature 0.7</c>.</summary>
    public string Name => string.Join(", ", new[] { Model, Prompt is null ? null : "prompt " + Prompt, Parameters.Length == 0 ? null : Parameters }.OfType<string>());
}
