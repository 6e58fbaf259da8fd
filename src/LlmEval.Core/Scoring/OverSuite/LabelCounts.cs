using System.Runtime.InteropServices;

namespace LlmEval.Scoring.OverSuite;

/// <summary>How often each label was expected, answered, and rightly answered; and the metrics of classification over that, as scikit-learn defines them with zero_division=0.</summary>
internal sealed class LabelCounts
{
    private readonly Dictionary<int, (int Expected, int Answered, int Right)> _labels = [];

    /// <summary>Samples.</summary>
    public int Total { get; private set; }

    /// <summary>Samples with the right label.</summary>
    public int Right { get; private set; }

    /// <summary>Numbers of the labels that were expected or answered.</summary>
    public IEnumerable<int> Labels => _labels.Keys;

    /// <summary>Takes in a sample.</summary>
    public void Add(int expected, int answered)
    {
        Total++;
        CollectionsMarshal.GetValueRefOrAddDefault(_labels, expected, out _).Expected++;
        CollectionsMarshal.GetValueRefOrAddDefault(_labels, answered, out _).Answered++;
        if (expected != answered || expected == LabelIndex.None) { return; }

        Right++;
        CollectionsMarshal.GetValueRefOrAddDefault(_labels, expected, out _).Right++;
    }

    /// <summary>How often a label was expected.</summary>
    public int Support(int label) => _labels.GetValueOrDefault(label).Expected;

    /// <summary>How often a label was answered.</summary>
    public int Answered(int label) => _labels.GetValueOrDefault(label).Answered;

    /// <summary>Share of the samples with the right label; NaN without samples.</summary>
    public double Accuracy => (double)Right / Total;

    /// <summary>A metric of one label: 0 where its denominator is 0.</summary>
    public double Of(LabelMeasure measure, int label)
    {
        (int expected, int answered, int right) = _labels.GetValueOrDefault(label);
        return Value(measure, expected, answered, right);
    }

    /// <summary>
    /// The metric over all labels that were expected or answered: the plain mean of theirs (macro), the mean weighted by how often each was expected (weighted),
    /// or the metric of the counts of all labels together (micro). NaN without samples.
    /// </summary>
    public double Of(LabelMeasure measure, LabelAverage average)
    {
        if (Total == 0) { return double.NaN; }

        if (average == LabelAverage.Micro) { return Value(measure, Total, Total, Right); }

        // In the order of the labels' numbers, so that a sum never depends on a table's layout.
        double sum = 0, weights = 0;
        foreach (int label in _labels.Keys.Order())
        {
            double weight = average == LabelAverage.Weighted ? Support(label) : 1;
            sum += weight * Of(measure, label);
            weights += weight;
        }

        return weights == 0 ? 0 : sum / weights;
    }

    private static double Value(LabelMeasure measure, int expected, int answered, int right)
    {
        double precision = answered == 0 ? 0 : (double)right / answered, recall = expected == 0 ? 0 : (double)right / expected;
        return measure switch
        {
            LabelMeasure.Precision => precision,
            LabelMeasure.Recall => recall,
            _ => expected + answered == 0 ? 0 : 2.0 * right / (expected + answered),
        };
    }
}
