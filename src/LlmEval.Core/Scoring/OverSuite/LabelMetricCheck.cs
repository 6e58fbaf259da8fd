using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// <c>f1: { of: category, average: macro }</c>, <c>precision</c>, <c>recall</c>, <c>accuracy</c>: classification over all cases of a suite. The labels are what the metric
/// <c>of</c> (an <c>equals</c>, for instance) expected and what came; each first sample of a case counts. Definitions are scikit-learn's with zero_division=0: the labels are all that
/// were expected or answered, a label that was never answered has precision 0, one that was never expected recall 0. An answer in which no label can be read counts as the label
/// <c>(none)</c>, which is never right. Keys: <c>of</c>, <c>average</c> (macro, micro or weighted), <c>positive</c> (the one label that is measured). Source: scikit-learn's
/// precision_recall_fscore_support and accuracy_score.
/// </summary>
internal sealed class LabelMetricCheck : ISuiteScorer
{
    public static IReadOnlyList<CheckKind> Kinds { get; } =
    [
        Kind("f1", "F1 over the suite: the harmonic mean of precision and recall of each label, averaged.", LabelMeasure.F1),
        Kind("precision", "Precision over the suite: of the samples that were given a label, the share that rightly were, averaged over labels.", LabelMeasure.Precision),
        Kind("recall", "Recall over the suite: of the samples that should have a label, the share that were given it, averaged over labels.", LabelMeasure.Recall),
        Kind("accuracy", "Share of the samples of a suite that were given the right label.", measure: null),
    ];

    private readonly string _metric;
    private readonly LabelMeasure? _measure;
    private readonly LabelAverage _average;
    private readonly string? _positive;
    private readonly LabelIndex _index = new();
    private readonly ConfusionMatrix _matrix;
    private readonly LabelledSamples _samples;
    private readonly TagGroups<LabelCounts> _tags = new();

    private LabelMetricCheck(string metric, LabelMeasure? measure, LabelAverage average, string? positive)
    {
        (_metric, _measure, _average, _positive) = (metric, measure, average, positive);
        (_matrix, _samples) = (new ConfusionMatrix(_index), new LabelledSamples(metric));
    }

    public void Add(ScoredCase scored)
    {
        List<(int Expected, int Actual)> labels = [.. _samples.Of(scored).Select(l => (_index.Of(l.Expected), _index.Of(l.Actual)))];
        if (labels.Count == 0) { return; }

        foreach ((int expected, int actual) in labels) { _matrix.Add(expected, actual); }

        _tags.Add(scored.Case.Tags, counts =>
        {
            foreach ((int expected, int actual) in labels) { counts.Add(expected, actual); }
        });
    }

    public SuiteScorerResult Result()
    {
        if (_samples.Trouble() is { } trouble) { return trouble; }

        int positive = _positive is null ? -1 : _index.Find(_positive);
        if (_positive is not null && positive < 0)
        {
            return SuiteScorerResult.Unscored($"the label {Quote.Short(_positive)} of 'positive' was neither expected nor answered in any sample");
        }

        return SuiteScorerResult.Of(Value(_matrix.Counts, positive), _samples.Count, Reason()) with
        {
            Slices = _tags.Slices(c => Value(c, positive)),
            Tables = [_matrix.Classes(_metric), _matrix.Matrix(_metric)],
        };
    }

    private double Value(LabelCounts counts, int positive) => _measure is not { } measure ? counts.Accuracy
        : positive >= 0 ? counts.Of(measure, positive) : counts.Of(measure, _average);

    private string Reason() => _measure is null ? _samples.Rests()
        : _positive is not null ? $"of one label; {_samples.Rests()}"
        : $"{_average.ToString().ToLowerInvariant()}; {_samples.Rests()}";

    private static CheckKind Kind(string name, string summary, LabelMeasure? measure) => new()
    {
        Name = name,
        Summary = summary,
        Example = measure is null ? "accuracy: category" : $"{name}: {{ of: category, average: macro }}",
        Source = measure is null ? "scikit-learn, accuracy_score" : "scikit-learn, precision_recall_fscore_support (zero_division=0)",
        Shorthand = "of",
        Unit = "ratio",
        IsBinary = false,
        IsGated = false,
        Threshold = null,
        Options =
        [
            new CheckOption("of", "text", "The metric of answers that the labels are of: one of a check that compares with a text, such as equals.") { IsRequired = true },
            .. measure is null ? Array.Empty<CheckOption>() :
            [
                new CheckOption("average", "macro | micro | weighted", "How labels are averaged: each the same (macro, the default), each sample the same (micro), each label by how often it is expected (weighted)."),
                new CheckOption("positive", "text", "The one label to measure, instead of an average."),
            ],
        ],
        BindSuite = options => Bind(options, measure),
    };

    private static Func<ISuiteScorer>? Bind(CheckOptions options, LabelMeasure? measure)
    {
        string? of = options.OfMetric("of", isOfLabels: true);
        LabelAverage average = LabelAverage.Macro;
        string? positive = null;
        if (measure is not null)
        {
            positive = options.Keys.Text("positive");
            string? word = options.Keys.Choice("average", "macro", "micro", "weighted");
            average = word switch { "micro" => LabelAverage.Micro, "weighted" => LabelAverage.Weighted, _ => LabelAverage.Macro };
            if (word is not null && positive is not null)
            {
                options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Node("average")!.Location, $"{options.What} has both 'average' and 'positive': of one label there is nothing to average. Remove one of them.");
            }
        }

        return of is null ? null : () => new LabelMetricCheck(of, measure, average, positive);
    }
}
