namespace LlmEval.Scoring;

/// <summary>A model that a scorer asked gave no answer: trouble on the way, so that the score is unscored. The message is for a person. Scorers let it through.</summary>
public sealed class ScoringTroubleException : Exception
{
    /// <summary>Creates it.</summary>
    public ScoringTroubleException()
        : base("a model that judges the answer gave none itself")
    {
    }

    /// <summary>Creates it with a text of its own.</summary>
    public ScoringTroubleException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with a cause.</summary>
    public ScoringTroubleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
