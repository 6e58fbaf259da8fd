using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Judges;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Scoring;

/// <summary>Turns entries of a <c>score:</c> list into checks.</summary>
internal sealed class CheckBinder(CheckRegistry registry, CheckScope scope, DiagnosticBag diagnostics)
{
    private bool _isOfSuite;

    /// <summary>The checks over the suite that were bound.</summary>
    public List<BoundSuiteCheck> OverSuite { get; } = [];

    /// <summary>
    /// Binds one entry: a name alone, <c>name: something</c>, or <c>name: { options }</c>. Null when it was reported, and for a check over the suite, which goes
    /// to <see cref="OverSuite"/>.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="turn">The turn that it belongs to, from 0; null for none.</param>
    /// <param name="isOfSuite">Whether it stands in the suite's own list.</param>
    public BoundCheck? Bind(LocatedNode entry, int? turn, bool isOfSuite)
    {
        _isOfSuite = isOfSuite;
        switch (entry)
        {
            case ScalarNode { Scalar: ScalarKind.Text } name:
                return Bind(name, options: null, turn);
            case MappingNode { Entries: [(ScalarNode name, LocatedNode options)] }:
                return Bind(name, options, turn);
            case MappingNode mapping:
                string keys = string.Join(", ", mapping.Entries.Select(e => $"'{Quote.Line(e.Key.Text)}'"));
                diagnostics.Add(Diagnostics.BadValue, entry.Location, mapping.Entries.Count == 0
                    ? "A check is a name, or one name with its options; this one is empty."
                    : $"A check is one name with its options below it; this one has the keys {keys}. Write it as 'equals: {{ value: ..., metric: ... }}'.");
                return null;
            default:
                diagnostics.Add(Diagnostics.BadValue, entry.Location, $"A check is a name, or one name with its options, not {entry.Kind}.");
                return null;
        }
    }

    private BoundCheck? Bind(ScalarNode name, LocatedNode? options, int? turn)
    {
        if (!registry.TryFind(name.Text, out CheckKind? kind, out bool isNegated))
        {
            IEnumerable<string> known = registry.Kinds.Select(k => isNegated ? CheckRegistry.Not + k.Name : k.Name);
            diagnostics.Add(Diagnostics.UnknownKey, name.Location, MappingReader.UnknownWord($"'{Quote.Line(name.Text)}' is not a check", name.Text, known));
            return null;
        }

        if (Expand(kind, name, options) is not { } mapping) { return null; }

        // Mistakes of this check alone decide whether it is bound; the bag may hold others already.
        DiagnosticBag own = new();
        MappingReader keys = MappingReader.Open(mapping, $"the check '{name.Text}'", own)!;
        CheckOptions reading = new(kind, name.Text, isNegated, keys, own, scope) { Turn = turn, SchemaEngine = registry.SchemaEngine };
        if (kind.IsOverSuite)
        {
            BindOverSuite(kind, name, isNegated, mapping, reading);
            diagnostics.AddRange(own.Items);
            return null;
        }

        double? threshold = CommonOptions.Threshold(reading);
        string metric = CommonOptions.MetricName(reading);
        double weight = keys.Number("weight", 0) ?? 1;
        bool isReported = keys.Choice("gate", "default", "report") == "report" || weight == 0;
        IScorer? scorer = kind.Bind!(reading);
        keys.Done();
        diagnostics.AddRange(own.Items);
        if (scorer is null || threshold is null || own.HasErrors) { return null; }

        if (kind.Origin is not null && reading.Asks.Count > 0 && scorer is not IJudgeScorer) { scorer = new PluginJudge(scorer, kind, reading.Asks[0]); }

        return new BoundCheck(kind, isNegated, scorer, new Metric
        {
            Name = metric,
            Check = name.Text,
            Location = name.Location,
            Unit = kind.Unit,
            IsBinary = kind.IsBinary,
            HigherIsBetter = kind.IsBinary ? kind.HigherIsBetter : kind.HigherIsBetter != isNegated,
            IsGated = kind.IsGated && !isReported,
            Decides = !isReported,
            CanFail = !isReported,
            Asks = reading.Asks,
            IsJudged = scorer is IJudgeScorer,
            LabelsKey = (scorer as IJudgeScorer)?.LabelsKey,
            Beyond = ScorerKey.Beyond(kind, reading.Keyed),
            ScorerKey = ScorerKey.Of(kind, isNegated, mapping, threshold.Value, reading.Keyed),
            IsKeyedByCode = kind.IsKeyedByCode,
        })
        {
            Threshold = threshold.Value,
            Weight = weight,
            Decides = !isReported,
            Turn = turn,
            Values = reading.Values,
        };
    }

    private void BindOverSuite(CheckKind kind, ScalarNode name, bool isNegated, MappingNode mapping, CheckOptions reading)
    {
        if (isNegated || !_isOfSuite)
        {
            reading.Diagnostics.Add(Diagnostics.BadValue, name.Location, isNegated
                ? $"'{name.Text}' measures the whole suite, where 'not-' means nothing. Give '{kind.Name}' a threshold."
                : $"'{name.Text}' measures the whole suite. Put it into the suite's own 'score:'.");
            return;
        }

        bool hasBound = reading.Keys.Node("threshold") is not null || kind.Threshold is not null;
        double? threshold = hasBound ? CommonOptions.Threshold(reading) : null;
        string metric = CommonOptions.MetricName(reading);
        bool isReported = reading.Keys.Choice("gate", "default", "report") == "report";
        Func<ISuiteScorer>? begin = kind.BindSuite!(reading);
        reading.Keys.Done();
        if (begin is null || reading.Diagnostics.HasErrors) { return; }

        OverSuite.Add(new BoundSuiteCheck(kind, new Metric
        {
            Name = metric,
            Check = name.Text,
            Location = name.Location,
            Unit = kind.Unit,
            IsBinary = false,
            HigherIsBetter = kind.HigherIsBetter && !kind.BestIsZero,
            BestIsZero = kind.BestIsZero,
            IsGated = false,
            Decides = false,
            CanFail = !isReported,
            ScorerKey = ScorerKey.Of(kind, isNegated: false, mapping, 0, reading.Keyed),
            IsKeyedByCode = kind.IsKeyedByCode,
        }, isReported ? null : threshold, begin)
        {
            Values = reading.Values,
            Of = reading.Of,
        });
    }

    /// <summary>The options as a mapping: <c>contains: x</c> stands for <c>contains: { value: x }</c>.</summary>
    private MappingNode? Expand(CheckKind kind, ScalarNode name, LocatedNode? options)
    {
        switch (options)
        {
            case MappingNode mapping: return mapping;
            case null: return new MappingNode(name.Location, []);
            case ScalarNode { Scalar: ScalarKind.Null }:
                diagnostics.Add(Diagnostics.BadValue, options.Location, kind.Shorthand is null
                    ? $"'{name.Text}:' has nothing after it. Write '{name.Text}' alone."
                    : $"'{name.Text}:' has nothing after it. Give its '{kind.Shorthand}', for instance: {kind.Example}");
                return null;
            case not null when kind.Shorthand is null:
                diagnostics.Add(Diagnostics.BadValue, options.Location, $"'{name.Text}' takes options only, not {options.Kind}. For instance: {kind.Example}");
                return null;
            default:
                ScalarNode key = new(options.Location, kind.Shorthand!, ScalarKind.Text);
                return new MappingNode(options.Location, [new KeyValuePair<ScalarNode, LocatedNode>(key, options)]);
        }
    }
}
