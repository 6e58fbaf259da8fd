using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Scoring;

/// <summary>
/// The checks of a suite: bound once for the suite, and again only for a case with checks of its own. Keeps the table of metrics.
/// </summary>
public sealed class SuiteChecks
{
    private readonly CheckRegistry _registry;

    private readonly CheckScope _scope;

    private readonly bool _suiteHasSome;

    private SuiteChecks(CheckRegistry registry, CheckScope scope, CheckSet suite, IReadOnlyList<BoundSuiteCheck> overSuite, bool suiteHasSome)
    {
        (_registry, _scope, Suite, OverSuite, _suiteHasSome) = (registry, scope, suite, overSuite, suiteHasSome);
    }

    /// <summary>The checks over the whole suite, in order.</summary>
    public IReadOnlyList<BoundSuiteCheck> OverSuite { get; }

    /// <summary>The metrics over the whole suite: those of its checks, then those of every suite, where no check measures the same answer by answer.</summary>
    /// <param name="currency">The currency of the model's price.</param>
    public IReadOnlyList<SuiteMetric> SuiteMetrics(string currency) => [.. OverSuite.Select(c => new SuiteMetric(c.Metric, c.Threshold) { Of = [.. c.Of.Select(o => o.Name)] }), .. Usages(currency)];

    /// <summary>The metrics of usage that the suite has: a check of the suite with such a name stands for it.</summary>
    internal IReadOnlyList<SuiteMetric> Usages(string currency) =>
        [.. UsageMetrics.Of(currency).Where(u => !Suite.Checks.Any(c => string.Equals(c.Metric.Name, u.Metric.Name, StringComparison.Ordinal)))];

    /// <summary>What the checks know of project and suite, with the files that they read.</summary>
    public CheckScope Scope => _scope;

    /// <summary>The checks of a case that has none of its own.</summary>
    public CheckSet Suite { get; }

    /// <summary>The metrics of the suite and of the cases bound so far.</summary>
    public MetricTable Metrics { get; } = new();

    /// <summary>Binds the suite's <c>score:</c>.</summary>
    /// <param name="score">Its entries; empty when every case has its own.</param>
    /// <param name="registry">The kinds that may be named.</param>
    /// <param name="diagnostics">Where mistakes go; a check with one is left out.</param>
    /// <param name="scope">The project and the suite; nothing when null.</param>
    public static SuiteChecks Bind(IReadOnlyList<LocatedNode> score, CheckRegistry registry, DiagnosticBag diagnostics, CheckScope? scope = null)
    {
        scope ??= CheckScope.Empty;
        CheckBinder binder = new(registry, scope, diagnostics);
        List<BoundCheck> checks = Bind(binder, score, turn: null, isOfSuite: true);
        RejectTwins(checks, diagnostics, ofSuite: null);
        RejectTwins(checks, binder.OverSuite, diagnostics);
        SuiteChecks suite = new(registry, scope, new CheckSet(checks), binder.OverSuite, score.Count > 0);
        foreach (BoundCheck check in checks) { suite.Metrics.TryAdd(check.Metric, diagnostics); }

        foreach (Metric metric in AnswerMetrics.Metrics) { suite.Metrics.TryAdd(metric, diagnostics); }

        return suite;
    }

    /// <summary>
    /// Binds the checks of a case: its <c>score:</c> replaces the suite's, its <c>score+:</c> adds, those of its turns always add.
    /// Returns the suite's own set when the case has none of these.
    /// </summary>
    /// <param name="location">Where the case stands.</param>
    /// <param name="score">Its <c>score:</c>, or null.</param>
    /// <param name="more">Its <c>score+:</c>, or null.</param>
    /// <param name="turns">The <c>score:</c> of each turn, or null; null for a turn without.</param>
    /// <param name="diagnostics">Where mistakes go, also that the case has no check at all.</param>
    public CheckSet ForCase(
        Location location,
        IReadOnlyList<LocatedNode>? score,
        IReadOnlyList<LocatedNode>? more,
        IReadOnlyList<IReadOnlyList<LocatedNode>?>? turns,
        DiagnosticBag diagnostics)
    {
        bool hasTurns = turns is not null && turns.Any(t => t is { Count: > 0 });
        CheckSet set = Suite;
        if (score is not null || more is { Count: > 0 } || hasTurns)
        {
            CheckBinder binder = new(_registry, _scope, diagnostics);
            List<BoundCheck> checks = score is null ? [.. Suite.Checks] : Bind(binder, score, turn: null);
            checks.AddRange(Bind(binder, more ?? [], turn: null));
            for (int turn = 0; turn < (turns?.Count ?? 0); turn++) { checks.AddRange(Bind(binder, turns![turn] ?? [], turn)); }

            RejectTwins(checks, diagnostics, this);
            checks.RemoveAll(c => !Suite.Checks.Contains(c) && !Metrics.TryAdd(c.Metric, diagnostics));
            set = new CheckSet(checks);
        }

        // Checks that are written but wrong are reported already; only their absence is reported here.
        bool hasSome = (score is null ? _suiteHasSome : score.Count > 0) || more is { Count: > 0 } || hasTurns;
        if (!hasSome)
        {
            diagnostics.Add(Diagnostics.CaseWithoutCheck, location, "This case has no check, so it could not fail. Give the suite or the case a 'score:'.");
        }

        return set;
    }

    private static List<BoundCheck> Bind(CheckBinder binder, IReadOnlyList<LocatedNode> entries, int? turn, bool isOfSuite = false) =>
        [.. entries.Select(e => binder.Bind(e, turn, isOfSuite)).OfType<BoundCheck>()];

    private static void RejectTwins(List<BoundCheck> checks, List<BoundSuiteCheck> overSuite, DiagnosticBag diagnostics)
    {
        Dictionary<string, int> lines = checks.ToDictionary(c => c.Metric.Name, c => c.Metric.Location.Line, StringComparer.Ordinal);
        foreach (BoundSuiteCheck check in overSuite.ToArray())
        {
            bool isOfAll = IsOfAll(check.Metric.Name);
            if (!isOfAll && lines.TryAdd(check.Metric.Name, check.Metric.Location.Line)) { continue; }

            diagnostics.Add(Diagnostics.TwinChecks, check.Metric.Location, isOfAll
                ? $"'{check.Metric.Name}' is a metric that every suite has by itself. Give this check another 'metric:'."
                : $"Two checks have the metric '{check.Metric.Name}' (the other is in line {lines[check.Metric.Name]}). Give one of them another 'metric:'.");
            overSuite.Remove(check);
        }
    }

    private static void RejectTwins(List<BoundCheck> checks, DiagnosticBag diagnostics, SuiteChecks? ofSuite)
    {
        List<BoundCheck> taken = [.. checks.Where(c => IsTaken(c, ofSuite))];
        foreach (BoundCheck check in taken)
        {
            diagnostics.Add(Diagnostics.TwinChecks, check.Metric.Location, IsOfAll(check.Metric.Name)
                ? $"'{check.Metric.Name}' is a metric that every suite has by itself. Give this check another 'metric:'."
                : $"'{check.Metric.Name}' is the metric of a check over the whole suite (line {ofSuite!.OverSuite.First(o => o.Metric.Name == check.Metric.Name).Metric.Location.Line}). Give this check another 'metric:'.");
            checks.Remove(check);
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        List<BoundCheck> twins = [.. checks.Where(c => !names.Add(c.Metric.Name))];
        foreach (BoundCheck twin in twins)
        {
            int first = checks.First(c => c.Metric.Name == twin.Metric.Name).Metric.Location.Line;
            diagnostics.Add(Diagnostics.TwinChecks, twin.Metric.Location,
                $"Two checks have the metric '{twin.Metric.Name}' (the other is in line {first}). Give one of them another 'metric:'. Metrics here: {string.Join(", ", names)}.");
            checks.Remove(twin);
        }
    }

    private static bool IsOfAll(string metric) => AnswerMetrics.IsOne(metric) || UsageMetrics.IsOne(metric);

    /// <summary>
    /// Whether a name belongs to something else. A metric of usage gives way to the suite's own check of that kind (<c>cost: 0.002</c>), whose mean is the same number; not
    /// to one that only some cases have, whose mean would be that of these cases.
    /// </summary>
    private static bool IsTaken(BoundCheck check, SuiteChecks? ofSuite)
    {
        string name = check.Metric.Name;
        if (ofSuite is not null && ofSuite.OverSuite.Any(o => string.Equals(o.Metric.Name, name, StringComparison.Ordinal))) { return true; }

        return AnswerMetrics.IsOne(name) || (UsageMetrics.IsOne(name)
            && !(string.Equals(check.Kind.Name, name, StringComparison.Ordinal)
                && (ofSuite is null || ofSuite.Suite.Checks.Any(c => string.Equals(c.Metric.Name, name, StringComparison.Ordinal)))));
    }
}
