namespace LlmEval.Model;

/// <summary>Whether a sample has a score of a metric.</summary>
public enum CellState : byte
{
    /// <summary>The case does not have this check.</summary>
    Absent,

    /// <summary>There is a value.</summary>
    Scored,

    /// <summary>There was nothing to judge.</summary>
    NotApplicable,

    /// <summary>There should be a value and there is none: trouble on the way, or a scorer that failed.</summary>
    Unscored,
}
