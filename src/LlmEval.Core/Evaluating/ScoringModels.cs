using System.Collections.Concurrent;
using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval.Evaluating;

/// <summary>
/// The models that the checks of one suite ask while its answers by one model are scored: what the cache holds, else what the model says within the suite's limits.
/// </summary>
internal sealed class ScoringModels : IScoringModels
{
    private readonly ResponseCache _cache;
    private readonly string _project;
    private readonly JudgeHosts _hosts;
    private readonly Budget _budget;
    private readonly string? _epoch;
    private readonly string _suite;
    private readonly EvalCase _nobody;
    private readonly ConcurrentDictionary<(string Model, ModelParameters Parameters, ModelParameters Defaults), CachedModel> _chat = new();
    private readonly ConcurrentDictionary<string, CachedModel> _embedders = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<BudgetedModel> _live = [];

    /// <summary>Creates it; nothing is asked yet.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="project">Name of the project, for the origin of what is stored.</param>
    /// <param name="hosts">The judges.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="epoch">The period that answers are drawn in; null for the first.</param>
    /// <param name="budget">What the suite's run may use.</param>
    public ScoringModels(ResponseCache cache, string project, JudgeHosts hosts, EvalSuite suite, string? epoch, Budget budget)
    {
        (_cache, _project, _hosts, _suite, _epoch, _budget) = (cache, project, hosts, suite.Name, epoch, budget);

        // A judgement is of a text, whatever the case it stands in: one text that two cases give is judged once.
        _nobody = Nobody(suite.Location);
    }

    /// <summary>Is told the key of each answer that the cache has; null when nobody wants to know.</summary>
    public Action<CacheKey>? Found { get; init; }

    /// <summary>What the calls used.</summary>
    public Usage Used => _live.Aggregate(Usage.None, (sum, m) => sum + m.Used);

    /// <summary>What of a model's item decides what it says when it is asked: for the keys of metrics.</summary>
    public static string KeyOf(ModelBinding model, ModelIdentity identity) =>
        new RequestKeys(Template.EngineVersion, model.Parameters, identity.Key, model.ReadsCases).Request(new ModelRequest { Messages = [], Sample = 0, Case = Nobody(model.Spec.Location) }).ToString();

    /// <summary>A request as it is asked.</summary>
    public ModelRequest Request(IReadOnlyList<ChatTurn> messages, int sample) => new() { Messages = messages, Sample = sample, Case = _nobody };

    /// <inheritdoc/>
    public async ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken)
    {
        CachedModel model = _chat.GetOrAdd((request.Model, request.Parameters, request.Defaults), Chain);
        return await AskAsync(model, request.Model, Request(request.Messages, request.Sample) with { IsUsable = request.IsUsable }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken)
    {
        CachedModel chain = _embedders.GetOrAdd(model, Embedder);
        Answer answer = await AskAsync(chain, model, Request([new ChatTurn(LiveEmbedder.Role, text)], 0) with { IsUsable = static a => LiveEmbedder.Vector(a.Text) is not null }, cancellationToken).ConfigureAwait(false);
        return LiveEmbedder.Vector(answer.Text) ?? throw new InvalidOperationException($"the embedding of the model '{model}' cannot be read");
    }

    private static async ValueTask<Answer> AskAsync(CachedModel model, string name, ModelRequest request, CancellationToken cancellationToken)
    {
        try
        {
            SourcedAnswer? told = await model.AskAsync(request, cancellationToken).ConfigureAwait(false);
            return told?.Answer ?? throw new AnswerNotDrawnException($"the model '{name}' has not been asked yet");
        }
        catch (Exception e) when (e is not (LlmEvalException or AnswerNotDrawnException) && !cancellationToken.IsCancellationRequested)
        {
            throw new ScoringTroubleException($"the model '{name}' gave no answer: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static EvalCase Nobody(Location location) => new() { Id = "judge", Location = location, Vars = CaseValue.Empty, InputsHash = default };

    private CachedModel Chain((string Model, ModelParameters Parameters, ModelParameters Defaults) asked)
    {
        (ModelBinding model, ModelIdentity identity, ModelHost? host) = Known(asked.Model);
        ModelParameters parameters = asked.Parameters.Over(model.Parameters).Over(asked.Defaults);
        return Cached(model, identity, parameters, host is null ? null : new LiveModel(host, parameters));
    }

    private CachedModel Embedder(string name)
    {
        (ModelBinding model, ModelIdentity identity, ModelHost? host) = Known(name);
        return Cached(model, identity, ModelParameters.Empty, host is null ? null : new LiveEmbedder(host, model.Spec));
    }

    private CachedModel Cached(ModelBinding model, ModelIdentity identity, ModelParameters parameters, IAnswerSource? source)
    {
        BudgetedModel? live = source is null ? null : new BudgetedModel(source, _budget, model.Price, parameters);
        if (live is not null) { _live.Add(live); }

        return new CachedModel(
            _cache.Partition(identity.Key),
            new RequestKeys(Template.EngineVersion, parameters, identity.Key, model.ReadsCases, _epoch),
            live,
            new SuiteOrigin(_project, _suite, Template.EngineVersion, parameters, _epoch)) { Found = Found };
    }

    private (ModelBinding Model, ModelIdentity Identity, ModelHost? Host) Known(string name)
    {
        (ModelBinding model, ModelIdentity? identity, ModelHost? host) = _hosts.Of(name);
        if (identity is not null) { return (model, identity, host); }

        (string what, string mend) = _hosts.Absence(model);
        throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Spec.Location, $"The model '{name}', which checks ask, cannot be used: {what}. {mend}."));
    }
}
