using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>How METEOR weighs; the defaults are NLTK's.</summary>
public sealed record MeteorOptions
{
    /// <summary>Weight of precision in the mean with recall, 0 to 1: 0.9 weighs recall nine times.</summary>
    public double Alpha { get; init; } = 0.9;

    /// <summary>Exponent of the fragmentation, 0 or more.</summary>
    public double Beta { get; init; } = 3;

    /// <summary>The largest penalty for fragmentation, 0 to 1.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>How texts are cut into tokens.</summary>
    public Tokenization Tokenization { get; init; } = Tokenization.Mteval13a;
}
