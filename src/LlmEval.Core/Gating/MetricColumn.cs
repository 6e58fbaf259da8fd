using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>One metric over all cases of one side: each case's mean over its first samples, in arrays that serve one metric after the other.</summary>
internal sealed class MetricColumn(IReadOnlyList<CaseScores> cases, int samples)
{

    /// <summary>Mean of the case's scored samples; NaN when there is none.</summary>
    public double[] Means { get; } = new double[cases.Count];

    /// <summary>
    /// <see cref="CellState.Unscored"/> when any sample is, else <see cref="CellState.Scored"/> when any is, else what they are.
    /// </summary>
    public CellState[] States { get; } = new CellState[cases.Count];

    /// <summary>Samples that have or should have a value, or had nothing to judge.</summary>
    public int Cells { get; private set; }

    /// <summary>Samples that should have a value and have none.</summary>
    public int UnscoredCells { get; private set; }

    /// <summary>Cases with a mean.</summary>
    public int ValuedCases { get; private set; }

    /// <summary>Cases in which there was nothing to judge.</summary>
    public int NotApplicableCases { get; private set; }

    /// <summary>Mean of the case means; NaN when no case has one.</summary>
    public double OverallMean { get; private set; }

    /// <summary>Samples with a value.</summary>
    public int ScoredCells { get; private set; }

    /// <summary>Takes in one metric; what it held before is gone.</summary>
    public MetricColumn Of(int column)
    {
        (Cells, ScoredCells, UnscoredCells, ValuedCases, NotApplicableCases) = (0, 0, 0, 0, 0);
        double total = 0;
        for (int i = 0; i < Means.Length; i++)
        {
            IReadOnlyList<ScoreCell[]> rows = cases[i].Samples;
            int count = Math.Min(samples, rows.Count), scored = 0, unscored = 0, notApplicable = 0;
            double sum = 0;
            for (int r = 0; r < count; r++)
            {
                ScoreCell cell = rows[r][column];
                switch (cell.State)
                {
                    case CellState.Scored when double.IsFinite(cell.Value): sum += ScoreCell.Rounded(cell.Value); scored++; break;
                    case CellState.Scored or CellState.Unscored: unscored++; break;
                    case CellState.NotApplicable: notApplicable++; break;
                }
            }

            Cells += scored + unscored + notApplicable;
            ScoredCells += scored;
            UnscoredCells += unscored;
            States[i] = unscored > 0 ? CellState.Unscored : scored > 0 ? CellState.Scored
                : notApplicable > 0 ? CellState.NotApplicable : CellState.Absent;
            if (States[i] == CellState.NotApplicable) { NotApplicableCases++; }

            Means[i] = scored == 0 ? double.NaN : sum / scored;
            if (scored > 0)
            {
                total += Means[i];
                ValuedCases++;
            }
        }

        OverallMean = ValuedCases == 0 ? double.NaN : total / ValuedCases;
        return this;
    }
}
