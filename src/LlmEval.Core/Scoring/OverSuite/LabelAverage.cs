namespace LlmEval.Scoring.OverSuite;

/// <summary>How the metrics of labels become one number.</summary>
internal enum LabelAverage
{
    /// <summary>Each label counts the same.</summary>
    Macro,

    /// <summary>Each sample counts the same.</summary>
    Micro,

    /// <summary>Each label counts as often as it is expected.</summary>
    Weighted,
}
