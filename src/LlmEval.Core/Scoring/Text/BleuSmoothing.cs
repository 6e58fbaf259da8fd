namespace LlmEval.Scoring.Text;

/// <summary>What an n-gram order without a match counts as (Chen and Cherry 2014), so that the geometric mean does not vanish.</summary>
public enum BleuSmoothing
{
    /// <summary>The k-th such order counts as 1/2^k matches.</summary>
    Exponential,

    /// <summary>As a small number of matches, by default 0.1.</summary>
    Floor,

    /// <summary>A number, by default 1, is added to matches and totals of all orders above 1.</summary>
    AddK,

    /// <summary>As nothing: the score is 0.</summary>
    None,
}
