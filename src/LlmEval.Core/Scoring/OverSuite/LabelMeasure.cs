namespace LlmEval.Scoring.OverSuite;

/// <summary>What is measured of one label.</summary>
internal enum LabelMeasure
{
    /// <summary>Of the samples that were given the label, the share that rightly were.</summary>
    Precision,

    /// <summary>Of the samples that should have had the label, the share that were given it.</summary>
    Recall,

    /// <summary>The harmonic mean of both.</summary>
    F1,
}
