using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>
/// What a suite's answers of one model scored when somebody accepted them: keys and numbers, never a text of a prompt or an
/// answer. Committed beside the suite; see <see cref="Load"/> for the format.
/// </summary>
public sealed record Baseline
{
    private Dictionary<string, int>? _index;

    /// <summary>The cases that <see cref="_index"/> is of: a copy may have others.</summary>
    private IReadOnlyList<CaseScores>? _indexed;

    /// <summary>Samples of each case that count: identical ones count once.</summary>
    internal int FirstSamples => IsDeterministic ? 1 : SamplesPerCase;

    /// <summary>Whether there are samples that a confirmation may look at: not where they are bound to be identical.</summary>
    internal bool HasHeldBack => HeldBackSamples > 0 && !IsDeterministic;

    /// <summary>Name of the suite.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>Which model it was, exactly: a hash of weights, a name and version ...</summary>
    public required string ModelIdentity { get; init; }

    /// <summary>First samples of each case, 1 or more: what a verdict begins with.</summary>
    public required int SamplesPerCase { get; init; }

    /// <summary>Samples of each case that follow the first ones and that only a confirmation looks at; 0 where none were drawn.</summary>
    public int HeldBackSamples { get; init; }

    /// <summary>Whether the samples of a case were bound to be identical.</summary>
    public required bool IsDeterministic { get; init; }

    /// <summary>Who gave the answers, where that can change under the model's name.</summary>
    public BaselineOrigin Origin { get; init; } = BaselineOrigin.Unknown;

    /// <summary>What the answers were made from and judged by.</summary>
    public BaselineInputs Inputs { get; init; } = BaselineInputs.Unknown;

    /// <summary>Mark of the machine that measured the times of the answers; null where nothing bounds times, it was several or nobody knows.</summary>
    public string? Machine { get; init; }

    /// <summary>Hash of the model's prices when it was made; null where no score is money, everything was free or no price was known.</summary>
    public string? PriceKey { get; init; }

    /// <summary>The last accepts, at most <see cref="Acceptance.KeptEntries"/>, oldest first; empty in a candidate that nobody accepted.</summary>
    public IReadOnlyList<BaselineEntry> Entries { get; init; } = [];

    /// <summary>Whether the file is what somebody accepted; <see cref="BaselineIntegrity.Unknown"/> for one that was not read from a file.</summary>
    public BaselineIntegrity Integrity { get; init; }

    /// <summary>Its metrics, in the suite's order.</summary>
    public required IReadOnlyList<BaselineMetric> Metrics { get; init; }

    /// <summary>Its metrics over the suite, in the suite's order.</summary>
    public IReadOnlyList<BaselineSuiteScore> SuiteScores { get; init; } = [];

    /// <summary>Its cases, sorted ordinally by id; cells in the order of <see cref="Metrics"/>.</summary>
    public required IReadOnlyList<CaseScores> Cases { get; init; }

    /// <summary>What each case's must-pass came to, in the order of <see cref="Cases"/>.</summary>
    public required IReadOnlyList<MustPassState> MustPass { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="diagnostics">Where LLM1024 goes, with the line, when the file is damaged, missing or not a baseline.</param>
    /// <returns>The baseline, or null after a diagnostic.</returns>
    public static Baseline? Load(string path, DiagnosticBag diagnostics)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return Read(stream, path, diagnostics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(Diagnostics.BadBaseline, new Location(path), $"The baseline cannot be read: {e.Message}");
            return null;
        }
    }

    /// <summary>Reads a stream, see <see cref="Load"/>.</summary>
    /// <param name="stream">JSON lines in UTF-8.</param>
    /// <param name="path">Where it comes from, for diagnostics.</param>
    /// <param name="diagnostics">Where LLM1024 goes.</param>
    public static Baseline? Read(Stream stream, string path, DiagnosticBag diagnostics) =>
        new BaselineReader(path, diagnostics).Read(stream);

    /// <summary>Writes the format that <see cref="Load"/> reads: the same baseline always gives the same bytes.</summary>
    public void Write(Stream stream) => BaselineWriter.Write(this, stream);

    /// <summary>Where a case stands in <see cref="Cases"/>, or -1.</summary>
    public int IndexOf(string id)
    {
        if (_index is null || !ReferenceEquals(_indexed, Cases))
        {
            Dictionary<string, int> index = new(Cases.Count, StringComparer.Ordinal);
            for (int i = 0; i < Cases.Count; i++) { index[Cases[i].Id] = i; }

            (_index, _indexed) = (index, Cases);
        }

        return _index.TryGetValue(id, out int found) ? found : -1;
    }

    /// <summary>Where a metric stands in <see cref="Metrics"/>, or -1.</summary>
    public int IndexOfMetric(string name)
    {
        for (int i = 0; i < Metrics.Count; i++)
        {
            if (string.Equals(Metrics[i].Name, name, StringComparison.Ordinal)) { return i; }
        }

        return -1;
    }

    /// <summary>
    /// Whether nothing changed: the same metrics by name and scorer, the same cases by id, inputs and request. Asked before any cache
    /// is opened or model started. What decides the verdict but not the scores (floors, must-pass, gating) may differ.
    /// </summary>
    /// <param name="cases">The suite's cases; only their ids and keys are asked.</param>
    /// <param name="metrics">The suite's metrics, in any order.</param>
    /// <param name="isPartial">Whether a filter chose the cases: those that it left out are not missed.</param>
    public bool Matches(IReadOnlyList<CaseScores> cases, IReadOnlyList<Metric> metrics, bool isPartial = false)
    {
        if (cases.Count == 0 || (isPartial ? cases.Count > Cases.Count : cases.Count != Cases.Count) || !HasSameScorers(metrics)) { return false; }

        foreach (CaseScores item in cases)
        {
            if (!HasSame(item)) { return false; }
        }

        return true;
    }

    /// <summary>
    /// The stored samples of a case whose answers and scores cannot have changed, with cells in the order of
    /// <paramref name="metrics"/>; null when its keys or any scorer differ. Saves asking a model for what is known.
    /// </summary>
    public IReadOnlyList<ScoreCell[]>? Stored(CaseScores item, IReadOnlyList<Metric> metrics)
    {
        if (!HasSame(item) || !HasSameScorers(metrics)) { return null; }

        return Reordered(Cases[IndexOf(item.Id)].Samples, ColumnsOf(metrics));
    }

    /// <summary>Mean of each metric over all cases (of each case's mean over its samples), by name in ordinal order; without those that have no value.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Means()
    {
        List<KeyValuePair<string, double>> means = [];
        MetricColumn values = new(Cases, FirstSamples);
        for (int column = 0; column < Metrics.Count; column++)
        {
            if (values.Of(column).ValuedCases > 0) { means.Add(new(Metrics[column].Name, ScoreCell.Rounded(values.OverallMean))); }
        }

        means.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return means;
    }

    /// <summary>
    /// Whether it holds the scores of these metrics over the suite, by name and scorer. One whose own test decided holds only for the bound that it was tested with.
    /// </summary>
    /// <param name="metrics">The metrics, in any order.</param>
    public bool HasSuiteScores(IEnumerable<SuiteMetric> metrics) => metrics.All(m =>
        SuiteScores.Any(s => s.IsOf(m.Metric) && (s.Holds is null || s.Threshold == m.Threshold)));

    internal bool HasSameScorers(IReadOnlyList<Metric> metrics)
    {
        if (metrics.Count != Metrics.Count) { return false; }

        foreach (Metric metric in metrics)
        {
            int column = IndexOfMetric(metric.Name);
            if (column < 0 || !string.Equals(Metrics[column].ScorerKey, metric.ScorerKey, StringComparison.Ordinal)) { return false; }
        }

        return true;
    }

    internal bool HasSame(CaseScores item) => IndexOf(item.Id) is >= 0 and int index && Cases[index].HasKeysOf(item);

    /// <summary>For each metric of a suite, its column here, or -1.</summary>
    internal int[] ColumnsOf(IReadOnlyList<Metric> metrics)
    {
        int[] columns = new int[metrics.Count];
        for (int i = 0; i < columns.Length; i++) { columns[i] = IndexOfMetric(metrics[i].Name); }

        return columns;
    }

    internal static IReadOnlyList<ScoreCell[]> Reordered(IReadOnlyList<ScoreCell[]> rows, int[] columns)
    {
        bool same = rows.Count == 0 || rows[0].Length == columns.Length;
        for (int i = 0; same && i < columns.Length; i++) { same = columns[i] == i; }

        if (same) { return rows; }

        ScoreCell[][] reordered = new ScoreCell[rows.Count][];
        for (int r = 0; r < reordered.Length; r++)
        {
            ScoreCell[] row = new ScoreCell[columns.Length];
            for (int c = 0; c < columns.Length; c++) { row[c] = columns[c] < 0 ? default : rows[r][columns[c]]; }

            reordered[r] = row;
        }

        return reordered;
    }
}
