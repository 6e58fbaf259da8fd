using System.Globalization;
using System.Runtime.InteropServices;
using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>Which label was answered where which was expected, as tables of a bounded size.</summary>
/// <param name="index">The labels.</param>
internal sealed class ConfusionMatrix(LabelIndex index)
{
    /// <summary>Labels that have a row of their own.</summary>
    public const int MostLabels = 50;

    private const string Others = "others";
    private const int MostCells = 100_000;
    private readonly Dictionary<long, int> _cells = [];

    /// <summary>The counts of each label.</summary>
    public LabelCounts Counts { get; } = new();

    /// <summary>Takes in a sample.</summary>
    public void Add(int expected, int answered)
    {
        Counts.Add(expected, answered);
        long cell = ((long)expected << 32) | (uint)answered;
        if (_cells.Count < MostCells || _cells.ContainsKey(cell)) { CollectionsMarshal.GetValueRefOrAddDefault(_cells, cell, out _)++; }
    }

    /// <summary>A row an expected label, a column an answered one. With more than <see cref="MostLabels"/> labels the most frequent ones, the rest together.</summary>
    public SuiteTable Matrix(string metric)
    {
        int[] shown = Shown(out bool hasOthers);
        Dictionary<int, int> places = shown.Select((label, place) => (label, place)).ToDictionary(l => l.label, l => l.place);
        int size = shown.Length + (hasOthers ? 1 : 0);
        int[][] cells = [.. Enumerable.Range(0, size).Select(_ => new int[size])];
        foreach ((long cell, int count) in _cells)
        {
            cells[places.GetValueOrDefault((int)(cell >> 32), size - 1)][places.GetValueOrDefault((int)(uint)cell, size - 1)] += count;
        }

        // Pairs beyond those that are kept are of labels that nobody would look for.
        if (hasOthers) { cells[size - 1][size - 1] += Counts.Total - cells.Sum(r => r.Sum()); }

        string[] names = [.. shown.Select(index.Text), .. hasOthers ? [Others] : Array.Empty<string>()];
        return new SuiteTable($"confusion matrix of {metric} (rows expected, columns answered)", ["expected", .. names],
            [.. names.Select((name, row) => (IReadOnlyList<string>)[name, .. cells[row].Select(c => c.ToString(CultureInfo.InvariantCulture))])]);
    }

    /// <summary>Precision, recall and F1 of each label.</summary>
    public SuiteTable Classes(string metric)
    {
        int[] shown = Shown(out bool hasOthers);
        List<IReadOnlyList<string>> rows =
        [
            .. shown.Select(label => (IReadOnlyList<string>)
            [
                index.Text(label), Number(Counts.Of(LabelMeasure.Precision, label)), Number(Counts.Of(LabelMeasure.Recall, label)), Number(Counts.Of(LabelMeasure.F1, label)),
                Counts.Support(label).ToString(CultureInfo.InvariantCulture), Counts.Answered(label).ToString(CultureInfo.InvariantCulture),
            ]),
        ];
        if (hasOthers)
        {
            int[] rest = [.. Counts.Labels.Except(shown)];
            rows.Add([$"{Others} ({rest.Length.ToString(CultureInfo.InvariantCulture)})", string.Empty, string.Empty, string.Empty,
                rest.Sum(Counts.Support).ToString(CultureInfo.InvariantCulture), rest.Sum(Counts.Answered).ToString(CultureInfo.InvariantCulture)]);
        }

        return new SuiteTable($"labels of {metric}", ["label", "precision", "recall", "f1", "expected", "answered"], rows);
    }

    /// <summary>The labels that have a row: all, or the most frequent; ordinally, those without a label last.</summary>
    private int[] Shown(out bool hasOthers)
    {
        int[] labels = [.. Counts.Labels];
        hasOthers = labels.Length > MostLabels;
        IEnumerable<int> chosen = !hasOthers ? labels
            : labels.OrderByDescending(l => Counts.Support(l) + Counts.Answered(l)).ThenBy(index.Text, StringComparer.Ordinal).ThenBy(l => l).Take(MostLabels);
        return [.. chosen.OrderBy(l => l == LabelIndex.None).ThenBy(index.Text, StringComparer.Ordinal).ThenBy(l => l)];
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
