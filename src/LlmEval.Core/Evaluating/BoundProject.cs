using LlmEval.Accepted;
using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval.Evaluating;

/// <summary>A project with everything read, checked and bound: done once, however much is judged by it.</summary>
internal sealed class BoundProject : IAsyncDisposable
{
    private readonly EvaluatorSet _evaluators;

    private BoundProject(EvaluatorSet evaluators) => _evaluators = evaluators;

    /// <summary>What was asked for.</summary>
    public required EvaluationRequest Request { get; init; }

    /// <summary>The project.</summary>
    public Manifest Manifest => Request.Manifest;

    /// <summary>What providers may use.</summary>
    public required ModelContext Context { get; init; }

    public required ProjectCatalog Catalog { get; init; }

    public required EvalFilter Filter { get; init; }

    /// <summary>The suites without mistakes in what they name, their cases read.</summary>
    public required List<SuiteCases> Suites { get; init; }

    public required ModelIdentities Identities { get; init; }

    public required BaselineFiles Baselines { get; init; }

    public required Epochs Epochs { get; init; }

    /// <summary>Whether all answers are drawn anew.</summary>
    public required bool IsFresh { get; init; }

    /// <summary>Full paths of the files that were read.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Binds; mistakes go to <paramref name="diagnostics"/>, and what has some is left out.</summary>
    public static async Task<BoundProject> BindAsync(
        EvaluationRequest request, ProviderRegistry providers, CheckRegistry checks, IEvaluatorLoader? loader, TimeProvider time, Func<string, string?> environment,
        DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        Manifest manifest = request.Manifest;
        ModelContext context = new()
        {
            ProjectDirectory = manifest.ProjectDirectory,
            Home = HomeLocation.Resolve(environment),
            OutputDirectory = manifest.OutputDirectory,
            Settings = manifest.Settings,
            Report = request.Observer.Report,
            Time = time,
        };
        ProjectSettings.Check(manifest, diagnostics);
        ProjectCatalog catalog = ProjectCatalog.Load(manifest, providers, context, diagnostics);
        bool isAside = request.Variants.Count > 0;
        if (isAside && !diagnostics.HasErrors) { catalog.Replace(request.Variants); }

        EvalFilter filter = request.Selection is { } selection ? EvalFilter.Of(selection) : EvalFilter.Parse(
            isAside || !string.IsNullOrEmpty(request.Filter) ? request.Filter : manifest.Setting("LlmEvalFilter"), diagnostics) ?? EvalFilter.All;
        EvaluatorSet evaluators = await EvaluatorSet.LoadAsync(manifest.Evaluators, checks, loader, context, diagnostics, cancellationToken).ConfigureAwait(false);
        try
        {
            List<string> inputs = [.. InputsOf(manifest, catalog, context), .. evaluators.Files];
            List<SuiteBinding> suites = [.. catalog.Suites.Select(s => SuiteBinding.Bind(s, catalog, evaluators.Registry, diagnostics)).OfType<SuiteBinding>()];
            ModelIdentities identities = new(context, request);
            BaselineFiles baselines = new(manifest);
            bool isFresh = !request.IsAccepting && request.Mode is EvaluationMode.Run or EvaluationMode.Plan
                && (request.Fresh || string.Equals(manifest.Setting("LlmEvalFresh"), "true", StringComparison.OrdinalIgnoreCase));
            Epochs epochs = Epochs.Load(manifest.OutputDirectory, time);
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

            return new BoundProject(evaluators)
            {
                Request = request,
                Context = context,
                Catalog = catalog,
                Filter = filter,
                Suites = bound,
                Identities = identities,
                Baselines = baselines,
                Epochs = epochs,
                IsFresh = isFresh,
                // With what checks read, those of cases too: these have been read.
                Inputs = [.. inputs, .. bound.SelectMany(s => s.Binding.Checks.Scope.Files)],
            };
        }
        catch
        {
            await evaluators.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The models that checks ask; nothing is started.</summary>
    public async Task<JudgeHosts> JudgesAsync(DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        JudgeHosts judges = new(Context, (m, ct) => Identities.OfAsync(m, diagnostics, ct), Request.Mode == EvaluationMode.Run, cancellationToken);
        foreach (ModelBinding judge in Suites.SelectMany(s => s.Binding.Judges)) { await judges.AddAsync(judge).ConfigureAwait(false); }

        return judges;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _evaluators.DisposeAsync();

    private static IEnumerable<string> InputsOf(Manifest manifest, ProjectCatalog catalog, ModelContext context) =>
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
            if (isFresh && !model.IsHandedOver && filter.Matches(suite.Suite, model.Spec.Name)) { epochs.Begin(suite.Suite.Name, model.Spec.Name, head); }

            string? epoch = identity is null || model.IsHandedOver ? null : epochs.Of(source.Name, model.Spec.Name, model.Spec.MaxAge, head);
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
                if (!filter.Matches(suite.Suite, testCase, model.Spec.Name)) { continue; }

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
}
