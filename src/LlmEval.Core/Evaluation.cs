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
        ModelContext context = new()
        {
            ProjectDirectory = manifest.ProjectDirectory,
            Home = HomeLocation.Resolve(_environment),
            OutputDirectory = manifest.OutputDirectory,
            Settings = manifest.Settings,
            Report = request.Observer.Report,
            Time = _time,
        };
        ProjectSettings.Check(manifest, diagnostics);
        ProjectCatalog catalog = ProjectCatalog.Load(manifest, _providers, context, diagnostics);
        bool isAside = request.Variants.Count > 0;
        if (isAside && !diagnostics.HasErrors) { catalog.Replace(request.Variants); }

        EvalFilter filter = EvalFilter.Parse(
            isAside || !string.IsNullOrEmpty(request.Filter) ? request.Filter : manifest.Setting("LlmEvalFilter"), diagnostics) ?? EvalFilter.All;
        await using EvaluatorSet evaluators = await EvaluatorSet.LoadAsync(manifest.Evaluators, _checks, _evaluators, context, diagnostics, cancellationToken).ConfigureAwait(false);
        List<string> inputs = [.. Inputs(manifest, catalog, context), .. evaluators.Files];
        List<SuiteBinding> suites = [.. catalog.Suites.Select(s => SuiteBinding.Bind(s, catalog, evaluators.Registry, diagnostics)).OfType<SuiteBinding>()];
        ModelIdentities identities = new(context, request);
        BaselineFiles baselines = new(manifest);
        bool isFresh = !request.IsAccepting && request.Mode is EvaluationMode.Run or EvaluationMode.Plan
            && (request.Fresh || string.Equals(manifest.Setting("LlmEvalFresh"), "true", StringComparison.OrdinalIgnoreCase));
        Epochs epochs = Epochs.Load(manifest.OutputDirectory, _time);
        if (request.AssumedEpoch is { } assumed) { epochs.Assume(assumed.Suite, assumed.Model, assumed.Epoch); }

        List<SuiteCases> bound = [];
        Dictionary<string, Budget> budgets = new(StringComparer.Ordinal);
        foreach (SuiteBinding suite in suites)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bound.Add(await ReadAsync(suite, filter, identities, baselines, epochs, isFresh, diagnostics, cancellationToken).ConfigureAwait(false));
            if (suite.Suite.VariantOf is not { } source) { continue; }

            // The limits of a suite bound all its variants together.
            if (!budgets.TryGetValue(source, out Budget? budget)) { budgets.Add(source, budget = bound[^1].Budget); }

            bound[^1] = bound[^1] with { Budget = budget };
        }

        baselines.ReportUnknown(catalog, diagnostics);
        if (!diagnostics.HasErrors && !isAside) { baselines.ReportDangling(catalog.Suites, suites, diagnostics); }

        if (catalog.Suites.Count == suites.Count) { baselines.ReportAnswers(suites, diagnostics); }

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
            if (isFresh && request.Mode == EvaluationMode.Run) { RunOutputs.BeginBuild(manifest); }

            bool isRun = request is { Mode: EvaluationMode.Run, IsAccepting: false };
            if (isRun) { epochs.Save(); }

            complete = await JudgeAsync(request, context, filter, isFresh, bound, identities, baselines, outcomes, diagnostics, cancellationToken).ConfigureAwait(false);
            if (isRun && !isAside) { RunHistory.Remember(manifest, outcomes, _time.GetUtcNow(), _environment, diagnostics); }
            if (isRun)
            {
                epochs.Take(outcomes);
                CacheCompactor.CompactIfWorthwhile(CacheDirectory(manifest), outcomes.Select(o => o.ModelIdentity).OfType<string>(), _time);
            }
        }

        return new EvaluationResult
        {
            Diagnostics = VerdictDiagnostics.Sorted(diagnostics.Items),
            Outcomes = outcomes,
            Inputs = [.. inputs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            IsComplete = complete,
            Expires = epochs.Expires,
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
                SamplePlan sampling = baseline.IsDeterministic ? SamplePlan.Single : SamplePlan.Of(source.Samples, source.Effort, isLocal: !model.IsCharged);
                if (SuiteSensitivity.Of(baseline, cases, suite.Binding.Metrics, suite.Binding.Gate!, sampling, family: 1)?.Finding is { } finding)
                {
                    diagnostics.Add(finding.At(source.Location));
                }
            }
        }
    }

    private string CacheDirectory(Manifest manifest) => CacheLocation.Resolve(manifest.Setting(CacheLocation.Property), _environment);

    private static IEnumerable<string> Inputs(Manifest manifest, ProjectCatalog catalog, ModelContext context) =>
    [
        .. manifest.Prompts.Select(p => p.Path!),
        .. manifest.Suites.Select(s => s.Path!),
        .. catalog.Suites.SelectMany(s => s.Files),
        .. manifest.Baselines.Select(b => b.Path!),
        .. BaselineFiles.AnswerFiles(manifest),
        .. catalog.Models.Values.SelectMany(m => m.Provider?.Files(m.Spec, context) ?? (m.Spec["Path"] is { } path ? [path] : [])),
    ];

    /// <summary>Reads and checks every case of a suite, and computes the keys for each model that can be identified.</summary>
    private static async Task<SuiteCases> ReadAsync(
        SuiteBinding suite, EvalFilter filter, ModelIdentities identities, BaselineFiles baselines, Epochs epochs, bool isFresh,
        DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        Dictionary<ModelBinding, (RequestKeys? Keys, List<CaseScores> Cases)> models = [];
        Dictionary<ModelBinding, string?> epochsOf = [];
        EvalSuite source = suite.Suite.VariantOf is { } name ? suite.Suite with { Name = name } : suite.Suite;
        foreach (ModelBinding model in suite.Models)
        {
            ModelIdentity? identity = await identities.OfAsync(model, diagnostics, cancellationToken).ConfigureAwait(false);
            BaselineHead? head = BaselineHead.Read(baselines.PathOf(source, model.Spec.Name));
            if (isFresh && filter.Matches(suite.Suite, model.Spec.Name)) { epochs.Begin(suite.Suite.Name, model.Spec.Name, head); }

            string? epoch = identity is null ? null : epochs.Of(source.Name, model.Spec.Name, model.Spec.MaxAge, head);
            epochsOf.Add(model, epoch);
            models.Add(model, (identity is null ? null : new RequestKeys(Template.EngineVersion, model.Parameters, identity.Key, model.ReadsCases, epoch), []));
        }

        // A cluster has many cases, and each row brings its name anew.
        HashSet<string> clusters = new(StringComparer.Ordinal);
        SharedTags tags = new();
        int total = 0;
        int withoutId = 0;
        List<SkippedCase> skipped = [];
        HashSet<string> left = new(StringComparer.Ordinal);
        foreach (BoundCase item in suite.ReadCases(diagnostics))
        {
            cancellationToken.ThrowIfCancellationRequested();
            EvalCase testCase = item.Planned.Case;
            if (testCase.Skip is { } reason)
            {
                skipped.Add(new SkippedCase(testCase.Id, testCase.Location, reason) { MustPass = testCase.MustPass, Tags = tags.Of(testCase.Tags) });
                if (filter.Matches(suite.Suite, testCase)) { left.Add(testCase.Id); }

                continue;
            }

            total++;
            withoutId += testCase.HasGivenId ? 0 : 1;
            if (!filter.Matches(suite.Suite, testCase)) { continue; }

            string? cluster = testCase.Cluster;
            if (cluster is not null && !clusters.Add(cluster)) { clusters.TryGetValue(cluster, out cluster); }

            foreach ((ModelBinding model, (RequestKeys? keys, List<CaseScores> cases)) in models)
            {
                if (!filter.Matches(suite.Suite, model.Spec.Name)) { continue; }

                cases.Add(new CaseScores
                {
                    Id = testCase.Id,
                    Line = testCase.Location.Line,
                    InputsHash = testCase.InputsHash,
                    RequestKey = keys is null ? default : item.Planned.RequestKey(keys).First128,
                    MustPass = testCase.MustPass,
                    Cluster = cluster,
                    Tags = tags.Of(testCase.Tags),
                });
            }
        }

        Dictionary<string, string?> judges = new(StringComparer.Ordinal);
        foreach (ModelBinding judge in suite.Judges)
        {
            judges[judge.Spec.Name] = await identities.OfAsync(judge, diagnostics, cancellationToken).ConfigureAwait(false) is { } known ? ScoringModels.KeyOf(judge, known) : null;
        }

        suite.Checks.Metrics.AddModels(judges);
        foreach ((ModelBinding model, (_, List<CaseScores> cases)) in models)
        {
            if (cases.Count < total) { epochs.BeginForOnce(suite.Suite.Name, model.Spec.Name); }
        }

        return new SuiteCases(suite, total, withoutId, models.ToDictionary(m => m.Key, m => m.Value.Cases.ToArray()))
        {
            Epochs = epochsOf,
            Skipped = skipped,
            ToldSkipped = models.Keys.ToDictionary(
                m => m, m => (IReadOnlyList<SkippedCase>)(filter.Matches(suite.Suite, m.Spec.Name) ? [.. skipped.Where(s => left.Contains(s.Id))] : [])),
        };
    }

    /// <summary>Judges every suite and model; says whether everything was.</summary>
    private async Task<bool> JudgeAsync(
        EvaluationRequest request,
        ModelContext context,
        EvalFilter filter,
        bool isFresh,
        List<SuiteCases> suites,
        ModelIdentities identities,
        BaselineFiles baselines,
        List<SuiteOutcome> outcomes,
        DiagnosticBag diagnostics,
        CancellationToken cancellationToken)
    {
        Manifest manifest = request.Manifest;
        string directory = CacheDirectory(manifest);
        using ResponseCache cache = ResponseCache.Open(directory, ToolVersion, diagnostics.Add, _time, MachineMark.Of(context.Home, mayCreate: request.Mode == EvaluationMode.Run));
        RunContext run = new()
        {
            Manifest = manifest,
            Models = context,
            Mode = request.Mode,
            HeldBack = request.HeldBack || string.Equals(manifest.Setting("LlmEvalHeldBack"), "true", StringComparison.OrdinalIgnoreCase),
            IsAccepting = request.IsAccepting,
            Redraws = Redraws.Load(directory),
            IsFresh = isFresh,
            Filter = filter,
            Cache = cache,
            Misses = new MissExplainer(directory),
            Observer = request.Observer,
            Time = _time,
        };
        await using JudgeHosts judges = new(context, (m, ct) => identities.OfAsync(m, diagnostics, ct), request.Mode == EvaluationMode.Run, cancellationToken);
        foreach (ModelBinding judge in suites.SelectMany(s => s.Binding.Judges)) { await judges.AddAsync(judge).ConfigureAwait(false); }

        return await new ProjectJudging(run, identities, baselines, judges, diagnostics).JudgeAsync(suites, outcomes, cancellationToken).ConfigureAwait(false);
    }
}
