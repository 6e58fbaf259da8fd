using LlmEval.Comparing;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Aside;

/// <summary>Evaluates variants of a suite, and gives what they scored as tables; no baseline and no result of a run is touched.</summary>
internal sealed class AsideEvaluator(Evaluation evaluation, EvaluationMode mode, string? filter, IRunObserver observer)
{
    /// <summary>Finds a suite by name, or the only one.</summary>
    /// <exception cref="LlmEvalException">LLM3016: there is none of that name, or several and no name. Else the first mistake of its file.</exception>
    public static EvalSuite Find(Manifest manifest, string? name)
    {
        DiagnosticBag found = new();
        EvalSuite[] suites = [.. manifest.Suites
            .Select(s => SuiteFile.Load(s.Path!, manifest.ProjectDirectory, found, manifest.Setting("LlmEvalSalt") ?? manifest.ProjectName)).OfType<EvalSuite>()
            .Where(s => name is null || s.Name == name)];
        if (suites is [var only]) { return only; }

        if (suites.Length == 0 && found.Items.FirstOrDefault(d => d.IsError) is { } mistake) { throw new LlmEvalException(mistake); }

        throw new LlmEvalException(Diagnostics.Usage.At(new Location(manifest.Project), suites.Length == 0
            ? name is null ? "The project has no suite." : $"The project has no suite '{name}'."
            : $"The project has several suites ({string.Join(", ", suites.Select(s => s.Name).Order(StringComparer.Ordinal))}). Say which with --suite."));
    }

    /// <summary>Evaluates; what is wrong with files ends it, what stops single variants is given back.</summary>
    /// <exception cref="LlmEvalException">The first mistake; the others are told to the observer.</exception>
    public async Task<(IReadOnlyList<SuiteOutcome> Outcomes, IReadOnlyList<Diagnostic> Stopped)> EvaluateAsync(
        Manifest manifest, IReadOnlyList<SuiteVariant> variants, CancellationToken cancellationToken)
    {
        EvaluationResult result = await evaluation.RunAsync(
            new EvaluationRequest { Manifest = manifest, Mode = mode, Filter = filter, Variants = variants, Observer = observer }, cancellationToken).ConfigureAwait(false);
        Diagnostic[] errors = [.. result.Diagnostics.Where(d => d.IsError && d.Family != DiagnosticFamily.Verdict)];
        if (errors.Length > 0 && result.Outcomes.Count == 0)
        {
            foreach (Diagnostic other in errors.Skip(1)) { observer.Report(other.ToString()); }

            throw new LlmEvalException(errors[0]);
        }

        return (result.Outcomes, errors);
    }

    /// <summary>What one variant with one model scored.</summary>
    /// <param name="manifest">The project.</param>
    /// <param name="variant">The variant; with one model, or the prompt's own.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="baselines">Baselines that may stand in where the cache has no answers, as far as their keys are the same.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LlmEvalException">LLM2010, LLM2012: there are no answers. Else what stopped it.</exception>
    public async Task<ScoreTable> TableAsync(Manifest manifest, SuiteVariant variant, string name, IEnumerable<Baseline?> baselines, CancellationToken cancellationToken)
    {
        (IReadOnlyList<SuiteOutcome> outcomes, IReadOnlyList<Diagnostic> stopped) = await EvaluateAsync(manifest, [variant], cancellationToken).ConfigureAwait(false);
        if (stopped is [var first, ..]) { throw new LlmEvalException(first); }

        SuiteOutcome outcome = outcomes is [var only] ? only
            : throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"The suite '{variant.Suite}' has several models ({string.Join(", ", outcomes.Select(o => o.Model))}). Say which with --model."));
        if (Table(outcome, variant.Suite, name) is { } table) { return table; }

        Baseline? same = baselines.FirstOrDefault(b => b is not null && b.Model == outcome.Model && SkippedRows.Without(b, outcome.Verdict.Skipped).Matches(outcome.Cases, outcome.Metrics, isPartial: outcome.Verdict.IsPartial));
        if (same is not null) { return Chosen(ScoreTable.Of(same, $"{name}, by its baseline"), outcome); }

        Finding? why = outcome.Verdict.Findings.FirstOrDefault(f => f.Kind == outcome.Verdict.Kind);
        bool isMissing = outcome.Verdict.Kind == VerdictKind.ModelMissing;
        throw new LlmEvalException((isMissing ? Diagnostics.ModelMissing : Diagnostics.NotEvaluated).At(
            Location.None, $"{name} cannot be compared: {why?.Text ?? outcome.Verdict.Kind.Words()}{(isMissing || mode == EvaluationMode.Run ? string.Empty : " Draw what is missing with --run.")}", Severity.Error));
    }

    /// <summary>The table of what was evaluated; null where answers are missing.</summary>
    public static ScoreTable? Table(SuiteOutcome outcome, string suite, string name) =>
        outcome.Verdict.Kind is VerdictKind.NotEvaluated or VerdictKind.ModelMissing || outcome.ResultPath is not { } path ? null
            : ResultTable.Read(path, name) with { Suite = suite };

    /// <summary>The cases of the outcome alone, with the clusters that a baseline does not keep.</summary>
    private static ScoreTable Chosen(ScoreTable table, SuiteOutcome outcome)
    {
        Dictionary<string, string?> clusters = outcome.Cases.ToDictionary(c => c.Id, c => c.Cluster, StringComparer.Ordinal);
        return table with { Cases = [.. table.Cases.Where(c => clusters.ContainsKey(c.Id)).Select(c => c with { Cluster = clusters[c.Id] })] };
    }
}
