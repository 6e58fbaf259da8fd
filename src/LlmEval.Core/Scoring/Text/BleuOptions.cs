using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>How BLEU counts.</summary>
public sealed record BleuOptions
{
    /// <summary>How texts are cut into tokens.</summary>
    public Tokenization Tokenization { get; init; } = Tokenization.Mteval13a;

    /// <summary>What an order without a match counts as.</summary>
    public BleuSmoothing Smoothing { get; init; } = BleuSmoothing.Exponential;

    /// <summary>The value of <see cref="BleuSmoothing.Floor"/> (by default 0.1) or <see cref="BleuSmoothing.AddK"/> (by default 1); null for that default.</summary>
    public double? SmoothValue { get; init; }

    /// <summary>Whether case is ignored.</summary>
    public bool Lowercase { get; init; }

    /// <summary>The longest n-gram, at least 1.</summary>
    public int MaxOrder { get; init; } = 4;

    /// <summary>Whether orders that the answer is too short for are left out, which single sentences need.</summary>
    public bool EffectiveOrder { get; init; } = true;
}
