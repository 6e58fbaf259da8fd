namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// Measures a whole suite with one model: is told every case in the suite's order, then asked for the result. One object a suite and model;
/// never called from two threads at once.
/// </summary>
public interface ISuiteScorer
{
    /// <summary>Takes in a case.</summary>
    /// <param name="scored">The case with its first samples and their scores.</param>
    void Add(ScoredCase scored);

    /// <summary>The result over all cases so far.</summary>
    SuiteScorerResult Result();
}
