namespace LlmEval.Scoring.Judges;

/// <summary>How far apart two labels are, in a measure of agreement.</summary>
public enum AgreementWeights
{
    /// <summary>Equal or not: labels without order.</summary>
    Nominal,

    /// <summary>By the distance of their places in the order (kappa), or by the ranks between them (alpha).</summary>
    Linear,

    /// <summary>By the square of that distance: labels on a scale.</summary>
    Quadratic,
}
