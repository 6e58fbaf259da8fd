namespace LlmEval.Scoring;

/// <summary>
/// Measures one answer. It only measures: the check around it applies <c>not-</c>, the threshold and the time limit, so that
/// these mean the same for every kind. An exception, or no result in time, makes the sample unscored.
/// </summary>
public interface IScorer
{
    /// <summary>Measures an answer. Called from several threads at once, for different samples.</summary>
    /// <param name="context">The answer and what belongs to it.</param>
    /// <param name="cancellationToken">Cancelled when the run is, and when the time limit passes.</param>
    ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken);
}
