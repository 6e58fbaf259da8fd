namespace LlmEval.Model;

/// <summary>A score in the form that the gate keeps for every sample of every case: 16 bytes, no text.</summary>
/// <param name="State">Whether there is a value.</param>
/// <param name="Passed">Whether the value reaches the check's threshold.</param>
/// <param name="Value">The raw value, rounded to six decimals; 0 unless <see cref="CellState.Scored"/>.</param>
public readonly record struct ScoreCell(CellState State, bool Passed, double Value)
{
    /// <summary>The cell of a score.</summary>
    public static ScoreCell Of(Score score) => score.Outcome switch
    {
        ScoreOutcome.Scored => new ScoreCell(CellState.Scored, score.Passed, Rounded(score.Value)),
        ScoreOutcome.NotApplicable => new ScoreCell(CellState.NotApplicable, false, 0),
        _ => new ScoreCell(CellState.Unscored, false, 0),
    };

    /// <summary>A value as it is judged and as a baseline keeps it: six decimals, halves to the even digit, without a negative zero.</summary>
    internal static double Rounded(double value) =>
        (value is 0 or 1 ? value : Math.Round(value, 6, MidpointRounding.ToEven)) + 0.0;
}
