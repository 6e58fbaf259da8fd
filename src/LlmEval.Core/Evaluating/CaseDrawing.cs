using System.Collections.Concurrent;
using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Estimating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Scoring;

namespace LlmEval.Evaluating;

/// <summary>Draws and scores samples of a suite's cases with one model: what the cache holds, else what the model answers within the suite's limits.</summary>
internal sealed class CaseDrawing
{
    /// <summary>Longest time of one sample when the suite does not say: an answer that takes longer will not come.</summary>
    private static readonly TimeSpan DefaultCaseTime = TimeSpan.FromMinutes(30);

    private readonly RunContext _run;
    private readonly SuiteBinding _suite;
    private readonly ModelBinding _model;
    private readonly ModelIdentity _identity;
    private readonly IScoringModels _judge;
    private readonly RequestKeys _keys;
    private readonly CachePartition _partition;
    private readonly SuiteOrigin _origin;
    private readonly AnswerOrigins _origins;
    private readonly MissLog _misses = new();
    private readonly Conversation _cached;
    private readonly Conversation _conversation;
    private readonly BudgetedModel? _live;
    private readonly ContextCheck? _context;
    private Func<Task> _prepare = static () => Task.CompletedTask;
    private readonly ConcurrentDictionary<(int Place, int Number), Sample> _drawn = new();
    private int _count;

    /// <summary>Creates it; nothing is asked yet.</summary>
    /// <param name="of">The suite and model.</param>
    /// <param name="host">The model, should it be needed; null when nothing may be drawn.</param>
    /// <param name="judge">The models that checks ask.</param>
    public CaseDrawing(SuiteRun of, ModelHost? host, IScoringModels judge)
    {
        (RunContext run, SuiteBinding suite, ModelBinding model, ModelIdentity identity, string? epoch) = (of.Run, of.Suite.Binding, of.Model, of.Identity, of.Epoch);
        (_run, _suite, _model, _identity, _judge) = (run, suite, model, identity, judge);
        _keys = new RequestKeys(Template.EngineVersion, model.Parameters, identity.Key, model.ReadsCases, epoch);
        _partition = run.Cache.Partition(identity.Key);
        _origin = new SuiteOrigin(run.Manifest.ProjectName, suite.Suite.Name, Template.EngineVersion, model.Parameters, epoch);
        _origins = new AnswerOrigins(epoch, identity.IsPinned);
        _cached = _conversation = new Conversation(new CachedModel(_partition, _keys, null, _origin) { Misses = _misses }, null, run.Time);
        if (of.Handed?.Code is { } code) { _cached = _conversation = new Conversation(code, suite.Suite.Limits.CaseTime ?? DefaultCaseTime, run.Time); }

        if (host is null) { return; }

        _live = new BudgetedModel(new LiveModel(host, model.Parameters), of.Suite.Budget, model.Price, model.Parameters);
        _context = new ContextCheck(model, host, _partition, _keys);
        _conversation = new Conversation(
            new CachedModel(_partition, _keys, new PreparedModel(_live, () => _prepare()), _origin), suite.Suite.Limits.CaseTime ?? DefaultCaseTime, run.Time);
    }

    /// <summary>Whether the model may be asked.</summary>
    public bool MayAsk => _live is not null;

    /// <summary>Samples that the model answered.</summary>
    public int Count => _count;

    /// <summary>What its calls used.</summary>
    public Usage Used => _live?.Used ?? Usage.None;

    /// <summary>Why the model proved to be missing, or null.</summary>
    public Diagnostic? ModelMissing { get; private set; }

    /// <summary>Who gave the answers so far; the baseline where its scores are judged.</summary>
    public BaselineOrigin OriginWith(Baseline? baseline) => _origins.With(baseline);

    /// <summary>What the cache has instead of what was missing, in a sentence; null when nothing is to be said.</summary>
    public string? Instead(IReadOnlyList<string> missing) => _run.Misses.Explain(_identity.Key, _origin, _misses.Of(missing));

    /// <summary>Reckons what drawing would ask for.</summary>
    public RunEstimator Estimator(int from, int samples) => new(_model, _partition, _keys, from, samples);

    /// <summary>Says which cases will be asked, so that those whose prompts cannot fit are told before the first is.</summary>
    public void Announce(Func<IEnumerable<PlannedCase>> asked, CancellationToken cancellationToken) =>
        _prepare = () => _context?.RunAsync(asked(), _suite.Suite, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Draws one sample of a case and does not score it.</summary>
    /// <param name="placed">The case.</param>
    /// <param name="number">Number of the sample.</param>
    /// <param name="mayAsk">Whether the model may be asked for it; else no model is, also none that judges.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The sample, or null where it is not known.</returns>
    public async ValueTask<Sample?> SampleAsync(PlacedCase placed, int number, bool mayAsk, CancellationToken cancellationToken)
    {
        BoundCase bound = placed.Case;
        if (!mayAsk) { return await _cached.DrawAsync(bound.Planned, number, cancellationToken).ConfigureAwait(false); }

        SampleScope ofTurn = Scope(bound, []);
        Sample? sample = await SampleAsync(
            _conversation, bound.Planned, number, (soFar, turn) => FailsAsync(bound, soFar, turn, ofTurn, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (sample is { FromCache: false, Trouble: null })
        {
            Interlocked.Increment(ref _count);

            // When it is scored, it is still an answer of this run, not one that the cache had.
            if (!ofTurn.IsIncomplete) { _drawn[(placed.Place, number)] = sample; }
        }

        return ofTurn.IsIncomplete ? null : sample;
    }

    /// <summary>Draws samples of a case and scores them.</summary>
    /// <param name="placed">The case.</param>
    /// <param name="stored">What its baseline holds, so that no model need be asked; or null.</param>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<DrawnCase> DrawAsync(
        PlacedCase placed, IReadOnlyList<ScoreCell[]>? stored, int first, int count, CancellationToken cancellationToken)
    {
        BoundCase bound = placed.Case;
        Conversation conversation = stored is null ? _conversation : _cached;
        List<Sample> samples = new(count);
        bool isWhole = true;
        SampleScope ofTurn = Scope(bound, []);
        for (int i = 0; i < count; i++)
        {
            if (stored is null && _drawn.TryRemove((placed.Place, first + i), out Sample? drawn))
            {
                samples.Add(drawn);
                continue;
            }

            Sample? sample = await SampleAsync(
                conversation, bound.Planned, first + i, (soFar, turn) => FailsAsync(bound, soFar, turn, ofTurn, cancellationToken), cancellationToken).ConfigureAwait(false);
            isWhole &= sample is not null && !ofTurn.IsIncomplete;
            if (!isWhole && stored is not null) { return Stored(placed, stored, count); }

            if (sample is null) { continue; }

            if (sample is { FromCache: false, Trouble: null }) { Interlocked.Increment(ref _count); }

            samples.Add(sample);
        }

        IReadOnlyList<Score>[] scores = new IReadOnlyList<Score>[samples.Count];
        ScoreCell[][] rows = new ScoreCell[samples.Count][];
        SampleScope scope = Scope(bound, samples);
        for (int i = 0; i < samples.Count; i++)
        {
            scores[i] = await ScoreAsync(bound, samples[i], scope, cancellationToken).ConfigureAwait(false);
            rows[i] = _suite.Checks.Metrics.Row(scores[i]);
        }

        if (scope.IsIncomplete && stored is not null) { return Stored(placed, stored, count); }

        foreach (Sample sample in samples) { _origins.Add(sample); }

        return isWhole && !scope.IsIncomplete ? new DrawnCase(bound, placed.Place, samples, scores, rows) : new DrawnCase(bound, placed.Place, [], [], null);
    }

    /// <summary>A sample that the cache holds whole, or null; nothing is scored but what ends a conversation early.</summary>
    public ValueTask<Sample?> KnownAsync(BoundCase bound, int number, CancellationToken cancellationToken) =>
        _cached.DrawAsync(bound.Planned, number, cancellationToken, (soFar, turn) => FailsAsync(bound, soFar, turn, Scope(bound, []), cancellationToken));

    /// <summary>Notes that a model proved to be missing; false when it is another failure.</summary>
    public bool NoteMissing(LlmEvalException failure)
    {
        if (failure.Diagnostic.Descriptor != Diagnostics.ModelMissing) { return false; }

        ModelMissing ??= failure.Diagnostic;
        return true;
    }

    private DrawnCase Stored(PlacedCase placed, IReadOnlyList<ScoreCell[]> stored, int count)
    {
        _origins.AddStored();
        return new DrawnCase(placed.Case, placed.Place, [], [], [.. stored.Take(count)]);
    }

    private SampleScope Scope(BoundCase bound, IReadOnlyList<Sample> samples) => new() { Planned = bound.Planned, Samples = samples, Models = _judge, Price = _model.Price, Time = _run.Time };

    private async ValueTask<bool> FailsAsync(BoundCase bound, Sample soFar, int turn, SampleScope scope, CancellationToken cancellationToken)
    {
        try { return await bound.Checks.FailsAsync(soFar, turn, bound.Planned.Case, cancellationToken, scope).ConfigureAwait(false); }
        catch (LlmEvalException e) when (NoteMissing(e))
        {
            scope.MarkIncomplete();
            return false;
        }
    }

    /// <summary>Scores a sample; where a model that judges proves to be missing, the case is not evaluated.</summary>
    private async ValueTask<IReadOnlyList<Score>> ScoreAsync(BoundCase bound, Sample sample, SampleScope scope, CancellationToken cancellationToken)
    {
        try { return await bound.Checks.ScoreAsync(sample, bound.Planned.Case, cancellationToken, scope).ConfigureAwait(false); }
        catch (LlmEvalException e) when (NoteMissing(e))
        {
            scope.MarkIncomplete();
            return [];
        }
    }

    /// <summary>Draws a sample; from the moment on that the model proves to be missing, only what the cache holds is given.</summary>
    private async ValueTask<Sample?> SampleAsync(
        Conversation conversation, PlannedCase planned, int number, Func<Sample, int, ValueTask<bool>> isOver, CancellationToken cancellationToken)
    {
        if (ModelMissing is null)
        {
            try
            {
                return await conversation.DrawAsync(planned, number, cancellationToken, isOver).ConfigureAwait(false);
            }
            catch (LlmEvalException e) when (NoteMissing(e))
            {
                // Told by the verdict; the cache may still know the sample.
            }
        }

        return await _cached.DrawAsync(planned, number, cancellationToken, isOver).ConfigureAwait(false);
    }
}
