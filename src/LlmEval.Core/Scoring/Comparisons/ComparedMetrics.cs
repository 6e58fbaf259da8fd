using LlmEval.Documents;

namespace LlmEval.Scoring.Comparisons;

/// <summary>Which metrics a check compares: those that it names, else those that the suite names for it, else every one that decides and has a bounded score.</summary>
internal sealed class ComparedMetrics
{
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lowerIsBetter = new(StringComparer.Ordinal);

    private ComparedMetrics(IReadOnlyList<string> named) => Named = named;

    /// <summary>The metrics that were named; empty for all.</summary>
    public IReadOnlyList<string> Named { get; }

    /// <summary>Takes the key <c>of</c>.</summary>
    /// <param name="options">The check's options.</param>
    /// <param name="ofSuite">What the suite names where the check does not.</param>
    public static ComparedMetrics Read(CheckOptions options, IReadOnlyList<string>? ofSuite = null)
    {
        ComparedMetrics compared = new(options.Keys.Texts("of") ?? ofSuite ?? []);
        foreach (LocatedNode entry in options.Scope.Suite?.Score ?? []) { compared.Look(entry); }

        // What a suite says decides the value as much as the check's own keys.
        if (compared.Named.Count > 0) { options.AddToKey(string.Join('\n', compared.Named)); }

        return compared;
    }

    /// <summary>Whether a metric is compared.</summary>
    public bool Takes(string metric) => Named.Count > 0 ? Named.Contains(metric, StringComparer.Ordinal) : !AnswerMetrics.IsOne(metric) && !_leftOut.Contains(metric);

    /// <summary>1 where a larger score is better, else -1.</summary>
    public int Direction(string metric) => _lowerIsBetter.Contains(metric) || AnswerMetrics.IsOne(metric) ? -1 : 1;

    private void Look(LocatedNode entry)
    {
        (string? name, MappingNode? keys) = entry switch
        {
            ScalarNode scalar => (scalar.Text, null),
            MappingNode { Entries: [(ScalarNode check, LocatedNode content)] } => (check.Text, content as MappingNode),
            _ => (null, null),
        };
        if (name is null) { return; }

        string metric = (keys?["metric"] as ScalarNode)?.Text ?? name;
        bool isReported = keys?["gate"] is ScalarNode { Text: "report" } || keys?["weight"] is ScalarNode { Text: "0" };
        bool isKnown = CheckRegistry.BuiltIn.TryFind(name, out CheckKind? kind, out bool isNegated);
        if (isReported || (isKnown && double.IsPositiveInfinity(kind!.Maximum))) { _leftOut.Add(metric); }

        if (isKnown && (kind!.IsBinary ? !kind.HigherIsBetter : kind.HigherIsBetter == isNegated)) { _lowerIsBetter.Add(metric); }
    }
}
