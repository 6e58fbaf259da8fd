namespace LlmEval.Model;

/// <summary>
/// Sampling parameters. Null means "not said"; <see cref="Over"/> lets the later, more specific word win:
/// prompt, then model item, then suite.
/// </summary>
public sealed record ModelParameters
{
    /// <summary>Nothing said.</summary>
    public static readonly ModelParameters Empty = new();

    /// <summary>Temperature, 0 or more; 0 is greedy.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling, above 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Number of most likely tokens to choose from, 1 or more.</summary>
    public int? TopK { get; init; }

    /// <summary>Longest answer in tokens, 1 or more.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Seed of the first sample; sample n uses seed + n.</summary>
    public long? Seed { get; init; }

    /// <summary>Texts that end an answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary><c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>The JSON schema of <c>json_schema</c>, as text.</summary>
    public string? JsonSchema { get; init; }

    /// <summary>Whether the log-probabilities of the answer's tokens are wanted.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>These parameters where they say something, else those of <paramref name="fallback"/>.</summary>
    public ModelParameters Over(ModelParameters fallback) => new()
    {
        Temperature = Temperature ?? fallback.Temperature,
        TopP = TopP ?? fallback.TopP,
        TopK = TopK ?? fallback.TopK,
        MaxTokens = MaxTokens ?? fallback.MaxTokens,
        Seed = Seed ?? fallback.Seed,
        Stop = Stop ?? fallback.Stop,
        ResponseFormat = ResponseFormat ?? fallback.ResponseFormat,
        JsonSchema = JsonSchema ?? fallback.JsonSchema,
        Logprobs = Logprobs ?? fallback.Logprobs,
    };
}
