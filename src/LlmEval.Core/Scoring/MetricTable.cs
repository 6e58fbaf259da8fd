using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>
/// The metrics of a suite, in an order that depends only on the files: the suite's checks, the rates of every suite
/// (<see cref="AnswerMetrics"/>), then what single cases add, by first appearance. It grows while cases are bound; bind them in
/// order and on one thread.
/// </summary>
public sealed class MetricTable
{
    private readonly List<Metric> _metrics = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    // Of metrics that several checks give: what decides scores beside the first one's, and stands in no case.
    private readonly Dictionary<int, SortedSet<string>> _beyond = [];

    /// <summary>The metrics so far.</summary>
    public IReadOnlyList<Metric> Metrics => _metrics;

    /// <summary>The place of a metric in <see cref="Metrics"/>, or -1.</summary>
    public int IndexOf(string metric) => _index.GetValueOrDefault(metric, -1);

    /// <summary>
    /// The scores of one sample as a row of this table: a cell a metric, <see cref="CellState.Absent"/> where there is no score.
    /// </summary>
    public ScoreCell[] Row(IReadOnlyList<Score> scores)
    {
        ScoreCell[] row = new ScoreCell[_metrics.Count];
        foreach (Score score in scores) { row[_index[score.Metric]] = ScoreCell.Of(score); }

        return row;
    }

    /// <summary>
    /// Makes the models that metrics ask part of their keys, once all cases are bound: another judge gives other scores.
    /// </summary>
    /// <param name="identities">The identity of each such model by name; null where it is not known on this machine.</param>
    internal void AddModels(IReadOnlyDictionary<string, string?> identities)
    {
        for (int i = 0; i < _metrics.Count; i++)
        {
            SortedSet<string>? beyond = _beyond.GetValueOrDefault(i);
            if (_metrics[i].Asks.Count == 0 && beyond is null) { continue; }

            IEnumerable<string> parts = _metrics[i].Asks.Select(m => identities.GetValueOrDefault(m) ?? "unknown").Prepend(_metrics[i].ScorerKey).Concat(beyond ?? []);
            _metrics[i] = _metrics[i] with { ScorerKey = Hash128.Of(string.Join('\n', parts)).ToString() };
        }
    }

    /// <summary>
    /// Adds a metric. One of that name that is already there may be measured in another way, but must mean the same:
    /// its unit, its direction and whether it is gated.
    /// </summary>
    internal bool TryAdd(Metric metric, DiagnosticBag diagnostics)
    {
        int index = IndexOf(metric.Name);
        if (index < 0)
        {
            _index.Add(metric.Name, _metrics.Count);
            _metrics.Add(metric);
            return true;
        }

        Metric known = _metrics[index];
        if (Meaning(known) == Meaning(metric))
        {
            if (metric.Asks.Count > 0 || metric.Beyond.Length > 0) { Join(index, known, metric); }

            return true;
        }

        diagnostics.Add(Diagnostics.TwinChecks, metric.Location,
            $"The metric '{metric.Name}' means something else in line {known.Location.Line} (unit, direction or gate differ). Give this check another 'metric:'.");
        return false;
    }

    /// <summary>
    /// Checks of single cases may give one metric by other models, files and prompts than the first did; whatever it is made of must be known of it, and be in its key.
    /// </summary>
    private void Join(int index, Metric known, Metric metric)
    {
        if (!string.Equals(known.Beyond, metric.Beyond, StringComparison.Ordinal) && metric.Beyond.Length > 0)
        {
            if (!_beyond.TryGetValue(index, out SortedSet<string>? found)) { _beyond.Add(index, found = new SortedSet<string>(StringComparer.Ordinal)); }

            found.Add(metric.Beyond);
        }

        bool hasAll = metric.Asks.Count == 0 || metric.Asks.All(a => known.Asks.Contains(a, StringComparer.Ordinal));
        bool hasLabels = metric.LabelsKey is not { } labels || (known.LabelsKey?.Contains(labels, StringComparison.Ordinal) ?? false);
        if (hasAll && hasLabels && (known.IsJudged || !metric.IsJudged)) { return; }

        _metrics[index] = known with
        {
            Asks = [.. known.Asks.Union(metric.Asks, StringComparer.Ordinal)],
            IsJudged = known.IsJudged || metric.IsJudged,
            LabelsKey = hasLabels ? known.LabelsKey : known.LabelsKey is null ? metric.LabelsKey : $"{known.LabelsKey} {metric.LabelsKey}",
        };
    }

    private static (string Unit, bool HigherIsBetter, bool IsBinary, bool IsGated) Meaning(Metric metric) =>
        (metric.Unit, metric.HigherIsBetter, metric.IsBinary, metric.IsGated);
}
