namespace LlmEval.Model;

/// <summary>Whether there is a score.</summary>
public enum ScoreOutcome
{
    /// <summary>There is a value.</summary>
    Scored,

    /// <summary>There was nothing to judge; its rate is a metric of its own.</summary>
    NotApplicable,

    /// <summary>It could not be judged: a scorer threw, hung, or a judge gave no readable verdict.</summary>
    Unscored,
}
