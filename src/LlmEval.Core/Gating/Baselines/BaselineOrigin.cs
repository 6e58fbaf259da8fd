namespace LlmEval.Gating.Baselines;

/// <summary>What is known of who gave the answers, beyond the model's identity: a vendor may change a model under its name.</summary>
public sealed record BaselineOrigin
{
    /// <summary>Names that are kept of a kind; more say no more than that the vendor changes often.</summary>
    public const int Most = 8;

    /// <summary>Nothing is known.</summary>
    public static readonly BaselineOrigin Unknown = new();

    /// <summary>The period that the answers were drawn in, by the moment of its begin; null for the first.</summary>
    public string? Epoch { get; init; }

    /// <summary>The model as the responses name it, sorted.</summary>
    public IReadOnlyList<string> ResponseModels { get; init; } = [];

    /// <summary>The backends' fingerprints, sorted.</summary>
    public IReadOnlyList<string> Fingerprints { get; init; } = [];
}
