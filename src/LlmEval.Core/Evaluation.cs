using System.Reflection;
using LlmEval.Accepted;
using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Sensitivity;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval;

/// <summary>
/// The composition of the stations, and the only loop: binds everything, runs what is missing, scores, asks the gate, draws more if the
/// gate needs it. Build, tests and command line call this and nothing else.
/// </summary>
public sealed class Evaluation
{
    private readonly ProviderRegistry _providers;
    private readonly CheckRegistry _checks;
    private readonly IEvaluatorLoader? _evaluators;
    private readonly TimeProvider _time;
    private readonly Func<string, string?> _environment;

    /// <summary>Creates it.</summary>
    /// <param name="providers">The providers of models.</param>
    /// <param name="time">Time; the system's when null.</param>
    /// <param name="environment">Reads environment variables; the process's when null.</param>
    /// <param name="checks">
    /// The kinds of checks that suites may name, such as <c>CheckRegistry.BuiltIn.With([mine])</c> for scorers that stand in a test project; the built-in ones when null.
    /// </param>
    /// <param name="evaluators">Loads the project's <c>LlmEvaluator</c> items, whose kinds come on top; a project that has such items fails when null.</param>
    public Evaluation(
        ProviderRegistry providers, TimeProvider? time = null, Func<string, string?>? environment = null, CheckRegistry? checks = null, IEvaluatorLoader? evaluators = null)
    {
        _providers = providers;
        _checks = checks ?? CheckRegistry.BuiltIn;
        _evaluators = evaluators;
        _time = time ?? TimeProvider.System;
        _environment = environment ?? Environment.GetEnvironmentVariable;
    }

    /// <summary>Version of the engine; lineage only, never part of a key.</summary>
    public static string ToolVersion { get; } =
        typeof(Evaluation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Evaluates a project.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; every answer drawn so far is in the cache.</exception>
    public async Task<EvaluationResult> RunAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset began = _time.GetUtcNow();
        DiagnosticBag diagnostics = new();
        Manifest manifest = request.Manifest;
        await using BoundProject project = await BindAsync(request, diagnostics, cancellationToken).ConfigureAwait(false);
        bool isAside = request.Variants.Count > 0;
        (ProjectCatalog catalog, List<SuiteCases> bound, BaselineFiles baselines, EvalFilter filter) = (project.Catalog, project.Suites, project.Baselines, project.Filter);
        SuiteBinding[] suites = [.. bound.Select(b => b.Binding)];

        // Who selects may leave suites out of the manifest: baselines of theirs are no mistake then.
        bool isWholeProject = request.Selection is null;
        if (isWholeProject) { baselines.ReportUnknown(catalog, diagnostics); }

        if (!diagnostics.HasErrors && !isAside && isWholeProject) { baselines.ReportDangling(catalog.Suites, suites, diagnostics); }

        if (catalog.Suites.Count == suites.Length && isWholeProject) { baselines.ReportAnswers(suites, diagnostics); }

        if (!filter.IsEmpty && !diagnostics.HasErrors && !bound.Exists(s => s.Cases.Any(c => c.Value.Length > 0) || s.ToldSkipped.Any(c => c.Value.Count > 0)))
        {
            diagnostics.Add(Diagnostics.FilterMatchesNothing, new Location(manifest.Project),
                "The filter matches no case of any suite. Mend it, or leave it out to evaluate everything.");
        }

        if (!diagnostics.HasErrors && request.Mode == EvaluationMode.Validate) { WarnOfBlindSuites(bound, baselines, diagnostics); }

        List<SuiteOutcome> outcomes = [];
        bool complete = !diagnostics.HasErrors;
        if (!diagnostics.HasErrors && request.Mode != EvaluationMode.Validate)
        {
            // What the last build found is of the epoch before: also after a run by hand, the next build judges anew.
            if (project.IsFresh && request.Mode == EvaluationMode.Run) { RunOutputs.BeginBuild(manifest); }

            bool isRun = request is { Mode: EvaluationMode.Run, IsAccepting: false };
            if (isRun) { project.Epochs.Save(); }

            complete = await JudgeAsync(project, outcomes, diagnostics, cancellationToken).ConfigureAwait(false);
            if (isRun && !isAside) { Remember(manifest, outcomes, diagnostics); }
            if (isRun)
            {
                project.Epochs.Take(outcomes);
                CacheCompactor.CompactIfWorthwhile(CacheDirectory(manifest), outcomes.Select(o => o.ModelIdentity).OfType<string>(), _time);
            }
        }

        return new EvaluationResult
        {
            Diagnostics = VerdictDiagnostics.Sorted(diagnostics.Items),
            Outcomes = outcomes,
            Inputs = [.. project.Inputs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            IsComplete = complete,
            Expires = project.Epochs.Expires,
            Began = began,
            Ended = _time.GetUtcNow(),
        };
    }

    /// <summary>Says of each suite with a baseline when a general fall of a few points could not be seen. A baseline that cannot be read is told when it is judged by.</summary>
    private static void WarnOfBlindSuites(List<SuiteCases> suites, BaselineFiles baselines, DiagnosticBag diagnostics)
    {
        foreach (SuiteCases suite in suites)
        {
            foreach ((ModelBinding model, CaseScores[] cases) in suite.Cases)
            {
                string path = baselines.ComparedWith(suite.Binding.Suite, model.Spec);
                if (cases.Length == 0 || !File.Exists(path) || Baseline.Load(path, new DiagnosticBag()) is not { } whole) { continue; }

                Baseline baseline = SkippedRows.Without(whole, suite.Skipped);

                EvalSuite source = suite.Binding.Suite;
                SamplePlan sampling = baseline.IsDeterministic ? SamplePlan.Single : SamplePlan.Of(source.Samples, source.Effort, isLocal: !model.IsCharged || model.IsHandedOver);
                if (SuiteSensitivity.Of(baseline, cases, suite.Binding.Metrics, suite.Binding.Gate!, sampling, family: 1, canDraw: !model.IsHandedOver)?.Finding is { } finding)
                {
                    diagnostics.Add(finding.At(source.Location));
                }
            }
        }
    }

    private string CacheDirectory(Manifest manifest) => CacheLocation.Resolve(manifest.Setting(CacheLocation.Property), _environment);

    /// <summary>Binds a project: everything that is done once, however much is judged by it.</summary>
    internal Task<BoundProject> BindAsync(EvaluationRequest request, DiagnosticBag diagnostics, CancellationToken cancellationToken) =>
        BoundProject.BindAsync(request, _providers, _checks, _evaluators, _time, _environment, diagnostics, cancellationToken);

    /// <summary>Opens the cache that a project's answers are in.</summary>
    internal ResponseCache OpenCache(BoundProject project, Action<Diagnostic> report) => ResponseCache.Open(
        CacheDirectory(project.Manifest), ToolVersion, report, _time, MachineMark.Of(project.Context.Home, mayCreate: project.Request.Mode == EvaluationMode.Run));

    /// <summary>What all suites of a bound project share while they are judged.</summary>
    internal RunContext RunOf(BoundProject project, ResponseCache cache)
    {
        string directory = CacheDirectory(project.Manifest);
        return new RunContext
        {
            Manifest = project.Manifest,
            Models = project.Context,
            Mode = project.Request.Mode,
            HeldBack = project.Request.HeldBack || string.Equals(project.Manifest.Setting("LlmEvalHeldBack"), "true", StringComparison.OrdinalIgnoreCase),
            IsAccepting = project.Request.IsAccepting,
            Redraws = Redraws.Load(directory),
            IsFresh = project.IsFresh,
            Filter = project.Filter,
            Cache = cache,
            Misses = new MissExplainer(directory),
            Observer = project.Request.Observer,
            Said = project.Request.Said,
            Time = _time,
        };
    }

    /// <summary>Remembers what a run came to.</summary>
    internal void Remember(Manifest manifest, IReadOnlyList<SuiteOutcome> outcomes, DiagnosticBag diagnostics) =>
        RunHistory.Remember(manifest, outcomes, _time.GetUtcNow(), _environment, diagnostics);

    /// <summary>Writes the reports of a run, with the earlier ones that are remembered.</summary>
    internal void WriteReports(Manifest manifest, EvaluationResult result) => RunOutputs.WriteReports(manifest, result, _environment);

    /// <summary>The present time.</summary>
    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Judges every suite and model; says whether everything was.</summary>
    private async Task<bool> JudgeAsync(BoundProject project, List<SuiteOutcome> outcomes, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        using ResponseCache cache = OpenCache(project, diagnostics.Add);
        RunContext run = RunOf(project, cache);
        await using JudgeHosts judges = await project.JudgesAsync(diagnostics, cancellationToken).ConfigureAwait(false);
        return await new ProjectJudging(run, project.Identities, project.Baselines, judges, diagnostics).JudgeAsync(project.Suites, outcomes, cancellationToken).ConfigureAwait(false);
    }
}
