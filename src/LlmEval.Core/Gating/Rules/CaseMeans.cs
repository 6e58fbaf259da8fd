using LlmEval.Model;

namespace LlmEval.Gating.Rules;

/// <summary>Means of some rows of a case in one column.</summary>
internal static class CaseMeans
{
    /// <summary>Sum and number of the values in the rows from <paramref name="from"/> up to <paramref name="to"/>, and how many of them should be there and are not.</summary>
    public static (double Sum, int Count, int Unscored) Of(IReadOnlyList<ScoreCell[]> rows, int column, int from, int to)
    {
        double sum = 0;
        int count = 0, unscored = 0;
        int end = Math.Min(to, rows.Count);
        for (int r = from; r < end; r++)
        {
            ref readonly ScoreCell cell = ref rows[r][column];
            if (cell.State == CellState.Scored && double.IsFinite(cell.Value))
            {
                sum += ScoreCell.Rounded(cell.Value);
                count++;
            }
            else if (cell.State is CellState.Scored or CellState.Unscored) { unscored++; }
        }

        return (sum, count, unscored);
    }

    /// <summary>The values of those rows, those that are not there left out.</summary>
    public static double[] Values(IReadOnlyList<ScoreCell[]> rows, int column, int from, int to)
    {
        List<double> values = [];
        for (int r = from; r < Math.Min(to, rows.Count); r++)
        {
            ScoreCell cell = rows[r][column];
            if (cell.State == CellState.Scored && double.IsFinite(cell.Value)) { values.Add(ScoreCell.Rounded(cell.Value)); }
        }

        return [.. values];
    }
}
