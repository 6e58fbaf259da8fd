using LlmEval.Model;

namespace LlmEval.Evaluating;

/// <summary>A case that a test handed over.</summary>
/// <param name="First">Its first samples.</param>
/// <param name="Fresh">Those that the gate asked for then, in order; empty for none.</param>
internal sealed record HandedCase(DrawnCase First, IReadOnlyList<DrawnCase> Fresh)
{
    /// <summary>All samples.</summary>
    public IReadOnlyList<Sample> Samples => [.. First.Samples, .. Fresh.SelectMany(f => f.Samples)];

    /// <summary>The scores of all samples.</summary>
    public IReadOnlyList<IReadOnlyList<Score>> Scores => [.. First.Scores, .. Fresh.SelectMany(f => f.Scores)];

    /// <summary>The rows of all samples.</summary>
    public ScoreCell[][] Rows => [.. First.Rows!, .. Fresh.SelectMany(f => f.Rows!)];
}
