using LlmEval.Accepted;
using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval;

/// <summary>What a project needs of a cache: the answers of all samples of all cases of its present suites with their models.</summary>
public sealed class CacheNeeds
{
    /// <summary>Samples that may be missing between others (their drawing failed) before a case is taken to have no more.</summary>
    private const int Gap = 8;

    private CacheNeeds(IReadOnlySet<CacheKey> keys, int suites) => (Keys, Suites) = (keys, suites);

    /// <summary>Keys of the answers that the cache has and the project needs.</summary>
    public IReadOnlySet<CacheKey> Keys { get; }

    /// <summary>Suites that were looked at.</summary>
    public int Suites { get; }

    /// <summary>Walks through every conversation of every suite as an evaluation would, with the cache's answers.</summary>
    /// <param name="manifest">The project.</param>
    /// <param name="providers">The providers of models.</param>
    /// <param name="cacheDirectory">The cache's folder.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="evaluators">Loads the project's <c>LlmEvaluator</c> items; a project that has such items is a mistake when null.</param>
    /// <exception cref="LlmEvalException">
    /// The project has a mistake, or a model's identity is not known on this machine, so that it cannot be said what is needed.
    /// </exception>
    public static async Task<CacheNeeds> FindAsync(
        Manifest manifest, ProviderRegistry providers, string cacheDirectory, Func<string, string?> environment, CancellationToken cancellationToken, IEvaluatorLoader? evaluators = null)
    {
        DiagnosticBag diagnostics = new();
        ModelContext context = Context(manifest, environment);
        await using EvaluatorSet checks = await EvaluatorSet.LoadAsync(manifest.Evaluators, CheckRegistry.BuiltIn, evaluators, context, diagnostics, cancellationToken).ConfigureAwait(false);
        ProjectCatalog catalog = ProjectCatalog.Load(manifest, providers, context, diagnostics);
        SuiteBinding[] suites = [.. catalog.Suites.Select(s => SuiteBinding.Bind(s, catalog, checks.Registry, diagnostics)).OfType<SuiteBinding>()];
        foreach (SuiteBinding suite in suites)
        {
            foreach (BoundCase _ in suite.ReadCases(diagnostics)) { cancellationToken.ThrowIfCancellationRequested(); }
        }

        ThrowFirst(diagnostics);
        HashSet<CacheKey> keys = [];
        await using JudgeHosts judges = new(context, async (m, ct) => await IdentifyAsync(m.Spec, m.Provider, context, ct).ConfigureAwait(false), mayAsk: false, cancellationToken);
        foreach (ModelBinding judge in suites.SelectMany(s => s.Judges)) { await judges.AddAsync(judge).ConfigureAwait(false); }

        BaselineFiles baselines = new(manifest);
        Epochs epochs = Epochs.Load(manifest.OutputDirectory, TimeProvider.System);
        using ResponseCache cache = ResponseCache.Open(cacheDirectory, Evaluation.ToolVersion, static _ => { });
        foreach ((SuiteBinding suite, ModelBinding model) in suites.SelectMany(s => s.Models.Select(m => (s, m))))
        {
            ModelIdentity identity = await IdentifyAsync(model.Spec, model.Provider, context, cancellationToken).ConfigureAwait(false);
            string? epoch = epochs.Of(suite.Suite.Name, model.Spec.Name, model.Spec.MaxAge, BaselineHead.Read(baselines.PathOf(suite.Suite, model.Spec.Name)));
            RequestKeys requests = new(Template.EngineVersion, model.Parameters, identity.Key, model.ReadsCases, epoch);
            // Those that a confirmation may draw lie between the first samples and those that a baseline holds back.
            SamplePlan plan = SamplePlan.Of(suite.Suite.Samples, suite.Suite.Effort, isLocal: !model.IsCharged);
            int gap = Math.Max(Gap, plan.HeldBackFrom - plan.First + 1);
            bool isAny = false;
            CachedModel cached = new(cache.Partition(identity.Key), requests, null)
            {
                Found = key =>
                {
                    keys.Add(key);
                    isAny = true;
                },
            };
            Conversation conversation = new(cached, null, TimeProvider.System);
            ScoringModels judge = new(cache, manifest.ProjectName, judges, suite.Suite, epoch, new Budget(suite.Suite.Name, SuiteLimits.None)) { Found = key => keys.Add(key) };
            JudgeTrust trust = new(suite, judges, new KnownOnly(judge));
            // Also a skipped case's: it is to come back without being paid for again.
            foreach (BoundCase item in suite.Cases(EvalFilter.All, withSkipped: true))
            {
                int missing = 0;
                List<Sample> samples = [];
                for (int sample = 0; missing < gap; sample++)
                {
                    // A sample that a turn ended early has none of the answers that would have followed, and is one all the same.
                    isAny = false;
                    if (await conversation.DrawAsync(item.Planned, sample, cancellationToken).ConfigureAwait(false) is { } whole) { samples.Add(whole); }

                    missing = isAny ? 0 : missing + 1;
                }

                if (!item.Checks.Checks.Any(c => c.Metric.Asks.Count > 0)) { continue; }

                // What judges said of them is needed as well: scoring again asks for it.
                SampleScope scope = new() { Planned = item.Planned, Samples = samples, Models = judge };
                List<IReadOnlyList<Score>> scores = [];
                foreach (Sample whole in samples) { scores.Add(await item.Checks.ScoreAsync(whole, item.Planned.Case, cancellationToken, scope).ConfigureAwait(false)); }

                trust.Take(new DrawnCase(item, 0, samples, scores, null));
            }

            await trust.AssessAsync(null, cancellationToken).ConfigureAwait(false);
        }

        return new CacheNeeds(keys, suites.Length);
    }

    /// <summary>The identity of a model item.</summary>
    /// <param name="manifest">The project.</param>
    /// <param name="providers">The providers of models.</param>
    /// <param name="name">The item's name.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The identity's key; null when the project has no such model.</returns>
    /// <exception cref="LlmEvalException">The item has a mistake, or its identity is not known on this machine.</exception>
    public static async Task<string?> IdentityAsync(
        Manifest manifest, ProviderRegistry providers, string name, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        DiagnosticBag diagnostics = new();
        ModelContext context = Context(manifest, environment);
        ProjectCatalog catalog = ProjectCatalog.Load(manifest with { Suites = [], Prompts = [] }, providers, context, diagnostics);
        if (!catalog.Models.TryGetValue(name, out CatalogModel? model)) { return null; }

        if (model.Provider is null) { ThrowFirst(diagnostics); }

        return (await IdentifyAsync(model.Spec, model.Provider!, context, cancellationToken).ConfigureAwait(false)).Key;
    }

    private static ModelContext Context(Manifest manifest, Func<string, string?> environment) => new()
    {
        ProjectDirectory = manifest.ProjectDirectory,
        Home = HomeLocation.Resolve(environment),
        OutputDirectory = manifest.OutputDirectory,
        Settings = manifest.Settings,
    };

    private static async ValueTask<ModelIdentity> IdentifyAsync(ModelSpec model, IModelProvider provider, ModelContext context, CancellationToken cancellationToken) =>
        await provider.IdentifyAsync(model, context, cancellationToken).ConfigureAwait(false)
        ?? throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location,
            $"The file of the model '{model.Name}' is not on this machine, so that it is not known which answers are its own. Fetch it, or give the item Sha256."));

    /// <summary>Judgements that the cache lacks are no reason to forget the others: each is a trouble of its own.</summary>
    private sealed class KnownOnly(IScoringModels models) : IScoringModels
    {
        public async ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken)
        {
            try { return await models.AskAsync(request, cancellationToken).ConfigureAwait(false); }
            catch (AnswerNotDrawnException e) { throw new ScoringTroubleException(e.Message, e); }
        }

        public async ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken)
        {
            try { return await models.EmbedAsync(model, text, cancellationToken).ConfigureAwait(false); }
            catch (AnswerNotDrawnException e) { throw new ScoringTroubleException(e.Message, e); }
        }
    }

    private static void ThrowFirst(DiagnosticBag diagnostics)
    {
        if (diagnostics.Items.FirstOrDefault(d => d.IsError) is { } first) { throw new LlmEvalException(first); }
    }
}
