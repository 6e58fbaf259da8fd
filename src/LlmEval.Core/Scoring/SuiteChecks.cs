using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>
/// The checks of a suite: bound once for the suite, and again only for a case with checks of its own. Keeps the table of metrics.
/// </summary>
public sealed class SuiteChecks
{
    private readonly CheckRegistry _registry;

    private readonly bool _suiteHasSome;

    private readonly string? _projectDirectory;

    private SuiteChecks(CheckRegistry registry, CheckSet suite, bool suiteHasSome, string? projectDirectory)
    {
        (_registry, Suite, _suiteHasSome, _projectDirectory) = (registry, suite, suiteHasSome, projectDirectory);
    }

    /// <summary>The checks of a case that has none of its own.</summary>
    public CheckSet Suite { get; }

    /// <summary>The metrics of the suite and of the cases bound so far.</summary>
    public MetricTable Metrics { get; } = new();

    /// <summary>Binds the suite's <c>score:</c>.</summary>
    /// <param name="score">Its entries; empty when every case has its own.</param>
    /// <param name="registry">The kinds that may be named.</param>
    /// <param name="diagnostics">Where mistakes go; a check with one is left out.</param>
    /// <param name="projectDirectory">The folder of the project, which no path of a check leaves; null for the folder of the suite's file.</param>
    public static SuiteChecks Bind(IReadOnlyList<LocatedNode> score, CheckRegistry registry, DiagnosticBag diagnostics, string? projectDirectory = null)
    {
        List<BoundCheck> checks = Bind(new CheckBinder(registry, diagnostics, projectDirectory), score, turn: null);
        RejectTwins(checks, diagnostics);
        SuiteChecks suite = new(registry, new CheckSet(checks), score.Count > 0, projectDirectory);
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
            CheckBinder binder = new(_registry, diagnostics, _projectDirectory);
            List<BoundCheck> checks = score is null ? [.. Suite.Checks] : Bind(binder, score, turn: null);
            checks.AddRange(Bind(binder, more ?? [], turn: null));
            for (int turn = 0; turn < (turns?.Count ?? 0); turn++) { checks.AddRange(Bind(binder, turns![turn] ?? [], turn)); }

            RejectTwins(checks, diagnostics);
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

    private static List<BoundCheck> Bind(CheckBinder binder, IReadOnlyList<LocatedNode> entries, int? turn) =>
        [.. entries.Select(e => binder.Bind(e, turn)).OfType<BoundCheck>()];

    private static void RejectTwins(List<BoundCheck> checks, DiagnosticBag diagnostics)
    {
        foreach (BoundCheck check in checks.Where(c => AnswerMetrics.IsOne(c.Metric.Name)))
        {
            diagnostics.Add(Diagnostics.TwinChecks, check.Metric.Location,
                $"'{check.Metric.Name}' is a metric that every suite has by itself. Give this check another 'metric:'.");
        }

        checks.RemoveAll(c => AnswerMetrics.IsOne(c.Metric.Name));
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
}
