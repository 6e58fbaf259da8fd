using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites;

namespace LlmEval;

/// <summary>Evaluates one suite with one model: asks what the baseline, the cache and the model hold, in this order, and judges.</summary>
internal sealed class SuiteEvaluator
{
    private readonly SuiteRun _of;
    private readonly RunContext _run;
    private readonly SuiteBinding _suite;
    private readonly ModelBinding _model;
    private readonly ModelIdentity _identity;
    private readonly CaseScores[] _cases;
    private readonly SharedRows _shared = new();
    private readonly Baseline? _baseline;
    private readonly ScoringModels _judge;
    private readonly JudgeHosts _judgeHosts;
    private readonly JudgeTrust _trust;
    private readonly CaseDrawing _drawing;
    private readonly BaselineReview _review;
    private readonly bool _isAfresh;
    private readonly bool _isDeterministic;
    private readonly SamplePlan _sampling;
    private readonly IReadOnlyList<SuiteMetric> _suiteMetrics;
    private IReadOnlyList<SuiteScore> _suiteScores = [];
    private bool? _needsAllAnswers;
    private IReadOnlyList<JudgeState> _judges = [];
    private int _family = 1;

    /// <summary>Creates it; nothing is asked yet.</summary>
    /// <param name="suite">The suite, the model, and what they are compared with.</param>
    /// <param name="host">The model, should it be needed; null when nothing may be drawn.</param>
    /// <param name="judges">The models that checks ask.</param>
    public SuiteEvaluator(SuiteRun suite, ModelHost? host, JudgeHosts judges)
    {
        _of = suite;
        (_run, _suite, _model, _identity, _cases, _baseline) = (suite.Run, suite.Suite.Binding, suite.Model, suite.Identity, suite.Cases, suite.Baseline);
        _judge = new ScoringModels(_run.Cache, _run.Manifest.ProjectName, judges, _suite.Suite, suite.Epoch, suite.Suite.Budget);
        _drawing = new CaseDrawing(suite, host, _judge);
        _judgeHosts = judges;
        _trust = new JudgeTrust(_suite, judges, _judge);
        _isAfresh = _run.Mode is EvaluationMode.Run or EvaluationMode.Plan && _run.RunsUnchanged;
        _isDeterministic = _identity.DeterministicWhenGreedy && _model.IsGreedy;
        _suiteMetrics = _suite.Checks.SuiteMetrics(Currency);
        _sampling = _isDeterministic ? SamplePlan.Single : SamplePlan.Of(_suite.Suite.Samples, _suite.Suite.Effort, isLocal: !_model.IsCharged);
        _review = new BaselineReview(suite, host, _judge, _sampling, Cases);
    }

    /// <summary>Whether something of it is compared with a baseline, see <see cref="SuiteFamily"/>.</summary>
    public bool IsCompared => SuiteFamily.Has(Input());

    /// <summary>The outcome where every key equals the baseline's, so that nothing is to be judged afresh; else null.</summary>
    public SuiteOutcome? Unchanged()
    {
        if (_trust.Known(_baseline) is not { } known) { return null; }

        _judges = known;
        return Input() is var unchanged && unchanged.MatchesBaseline() && Gate.Judge(unchanged) is Verdict same
            ? Outcome() with { Verdict = same, IsUnchanged = true } : null;
    }

    /// <summary>The verdict on what was drawn as one of so many suites; null when samples are needed for it.</summary>
    public Verdict? JudgeAgain(int family)
    {
        _family = family;
        return Gate.Judge(Input()) is Verdict verdict ? _review.Told(verdict) : null;
    }

    /// <summary>Draws what is missing, and judges.</summary>
    /// <param name="family">Suites x models that are judged afresh with it.</param>
    /// <param name="resultPath">Where the result goes.</param>
    /// <param name="cancellationToken">Ends it; what was drawn is in the cache.</param>
    public async Task<SuiteOutcome> EvaluateAsync(int family, string resultPath, CancellationToken cancellationToken)
    {
        _family = family;
        IReadOnlyList<JudgeState>? known = _trust.Known(_baseline);
        _judges = known ?? [];
        SuiteOutcome outcome = Outcome() with { Estimate = await EstimateAsync(isTrustKnown: known is not null, cancellationToken).ConfigureAwait(false) };
        _drawing.Announce(() => Asked(), cancellationToken);
        using ResultFile result = ResultFile.Create(resultPath, SuiteLineage.Of(_of));
        List<string> missing = await DrawFirstAsync(result, cancellationToken).ConfigureAwait(false);
        Usage first = _drawing.Used;
        string? untrusted = missing.Count == 0 ? await TrustAsync(cancellationToken).ConfigureAwait(false) : null;
        if (missing.Count == 0 && untrusted is null) { await _review.RescoreAsync(Input().Metrics, cancellationToken).ConfigureAwait(false); }

        while (missing.Count == 0 && untrusted is null)
        {
            GateInput input = Input();
            GateOutcome judged = Gate.Judge(input);
            if (judged is Verdict verdict)
            {
                result.End(_suiteScores);
                Keep(result);
                DiagnosticBag refusals = new();
                Baseline? candidate = Acceptance.Candidate(input, verdict, _suite.Suite.Location, refusals);
                verdict = await _review.ControlledAsync(input, _review.Told(verdict), cancellationToken).ConfigureAwait(false);
                return await _review.CompleteAsync(Used(outcome, first) with
                {
                    Verdict = verdict,
                    Candidate = candidate,
                    Refusal = refusals.Items is [var refusal, ..] ? refusal : null,
                    ResultPath = resultPath,
                    SuiteScores = _suiteScores,
                }, _drawing.KnownAsync, cancellationToken).ConfigureAwait(false);
            }

            missing = await DrawFreshAsync(((NeedSamples)judged).Requests, result, cancellationToken).ConfigureAwait(false);
        }

        Keep(result);
        string? instead = _drawing.Instead(missing);
        return await _review.CompleteAsync(Used(outcome, first) with
        {
            Verdict = _drawing.ModelMissing is { } why
                ? missing.Count == 0 ? Gate.ModelMissing(Input(), why.Message) : Gate.ModelMissing(Input(), missing, why.Message, instead)
                : untrusted is not null ? Gate.NotEvaluated(Input(), untrusted)
                : Gate.NotEvaluated(Input(), missing, instead),
            CacheInstead = instead,
        }, _drawing.KnownAsync, cancellationToken).ConfigureAwait(false);
    }

    private SuiteOutcome Outcome() => new()
    {
        Suite = _suite.Suite,
        Model = _model.Spec.Name,
        Verdict = null!,
        Baseline = _baseline,
        BaselinePath = _of.BaselinePath,
        ModelIdentity = _identity.Key,
        Parameters = _model.Parameters,
        Cases = _cases,
        Metrics = _suite.Metrics,
        SuiteMetrics = _suiteMetrics,
        Currency = Currency,
        JudgeCurrency = _suite.Judges.Select(j => j.Spec.Price?.Currency).FirstOrDefault(c => c is not null) ?? ModelPrice.DefaultCurrency,
    };

    private SuiteOutcome Used(SuiteOutcome outcome, Usage first) => outcome with
    {
        SamplesDrawn = _drawing.Count + _review.Drawn.Samples,
        UsedForAnswers = first,
        UsedForConfirmation = _drawing.Used - first + _review.Drawn.Used,
        UsedForJudging = _judge.Used,
    };

    /// <summary>Finds out how far judges can be trusted; says what is missing for it, or null.</summary>
    private async Task<string?> TrustAsync(CancellationToken cancellationToken)
    {
        try
        {
            _judges = await _trust.AssessAsync(_baseline, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AnswerNotDrawnException)
        {
            return "The judge was not asked yet for what shows how far it can be trusted: some answers a second time, and those that people labelled.";
        }
        catch (LlmEvalException e) when (_drawing.NoteMissing(e)) { return e.Diagnostic.Message; }
    }

    /// <summary>What the run will ask for: for a plan, and told before anything is asked that somebody charges for. Null for neither.</summary>
    private async Task<RunEstimate?> EstimateAsync(bool isTrustKnown, CancellationToken cancellationToken)
    {
        bool isPlan = _run.Mode == EvaluationMode.Plan;
        if (!isPlan && !(_run.Mode == EvaluationMode.Run && (_model.IsCharged || _suite.Judges.Any(j => j.IsCharged)))) { return null; }

        RunEstimator estimator = _drawing.Estimator(_sampling.First, _isDeterministic, _baseline is not null);
        JudgeEstimator judging = new(_judgeHosts, _judge, TokenEstimate.MostAnswer(_model.Parameters));
        Usage confirming = Usage.None;
        foreach ((BoundCase bound, int place) in Cases())
        {
            bool isStored = Stored(place) is not null;
            foreach (Sample? known in estimator.Add(bound.Planned, isStored))
            {
                if (!isStored) { await judging.AddAsync(bound, known, cancellationToken).ConfigureAwait(false); }
            }

            confirming += judging.Fresh(bound, estimator.Fresh(bound.Planned));
        }

        if (!isTrustKnown) { judging.AddTrust(Cases().Select(c => c.Case)); }

        confirming += await _review.MostAsync(judging.Fresh, cancellationToken).ConfigureAwait(false);
        RunEstimate estimate = estimator.Result();
        estimate = estimate with
        {
            Confirmation = estimate.Confirmation with { Most = estimate.Confirmation.Most + confirming },
            Judge = judging.Result,
            IsJudgePriceUnknown = _suite.Judges.Any(j => j.Price is null),
        };
        if (!isPlan && estimate.Answers.Most.Calls + estimate.Judge.Most.Calls > 0)
        {
            _run.Observer.Report($"{_suite.Suite.Name} x {_model.Spec.Name}: {PlanText.Line(estimate)}");
        }

        return estimate;
    }

    /// <summary>The cases whose answers are needed.</summary>
    private IEnumerable<PlannedCase> Asked() => Cases().Where(c => Stored(c.Place) is null).Select(c => c.Case.Planned);

    private string Currency => _model.Price?.Currency ?? ModelPrice.DefaultCurrency;

    private GateInput Input() => new()
    {
        Suite = _suite.Suite.Name,
        Model = _model.Spec.Name,
        ModelIdentity = _identity.Key,
        Plan = _suite.Gate!,
        Metrics = [.. _suite.Metrics.Select(Trusted)],
        SuiteMetrics = _suiteMetrics,
        SuiteScores = _suiteScores,
        Judges = _judges,
        Cases = _cases,
        Baseline = _review.Compared,
        Origin = _drawing.OriginWith(_baseline),
        Inputs = _review.Inputs,
        Family = _family,
        VendorName = _identity.IsPinned ? null : _model.Spec["Model"] ?? _model.Spec["Deployment"] ?? _model.Spec.Name,
        Today = DateOnly.FromDateTime(_run.Time.GetUtcNow().UtcDateTime),
        IsDeterministic = _isDeterministic,
        IsAfresh = _isAfresh || _review.IsRescored,
        Sampling = _sampling,
        FilteredFrom = _of.IsPartial ? _of.Suite.Total : null,
        RequiresBaseline = _run.RequiresBaseline,
    };

    /// <summary>A metric whose judge does not agree with itself decides nothing.</summary>
    private Metric Trusted(Metric metric) => metric.IsJudged && _judges.Any(j => j.Metric == metric.Name && j.IsAdvisory)
        ? metric with { IsGated = false, Decides = false, CanFail = false } : metric;

    /// <summary>Draws the first samples of every case; gives the ids of those that have none.</summary>
    private async Task<List<string>> DrawFirstAsync(ResultFile result, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        SuiteScoring overSuite = new(
            _suite.Checks.OverSuite, _suite.Checks.Usages(Currency), new UsageScorer(_model.Price, (int)Math.Min((long)_cases.Length * _sampling.First, 1 << 24)), cancellationToken);
        int done = 0;
        await foreach (DrawnCase drawn in OrderedPipeline.RunAsync(
            Cases(),
            _model.Provider.Concurrency(_model.Spec),
            (c, ct) => _drawing.DrawAsync(c, Stored(c.Place), 0, _sampling.First, ct),
            cancellationToken).ConfigureAwait(false))
        {
            CaseScores known = _cases[drawn.Place];
            if (drawn.Rows is { } rows)
            {
                _trust.Take(drawn);
                known.Take(_shared.Of(rows));
                if (drawn.Samples.Count > 0)
                {
                    result.Add(Result(drawn, known));
                    overSuite.Add(new ScoredCase(drawn.Case.Planned.Case, drawn.Samples, drawn.Scores) { IsDeterministic = _isDeterministic });
                }
            }
            else { missing.Add(known.Id); }

            _run.Observer.Progress(new RunProgress(_suite.Suite.Name, _model.Spec.Name, ++done, _cases.Length, _drawing.Count));
        }

        if (missing.Count == 0) { _suiteScores = overSuite.Result(); }

        return missing;
    }

    /// <summary>A plan must not take the place of what the last run said.</summary>
    private void Keep(ResultFile result)
    {
        if (_run.Mode != EvaluationMode.Plan) { result.Keep(); }
    }

    /// <summary>Draws the samples that the gate asked for; they follow in the result as further lines of their cases.</summary>
    private async Task<List<string>> DrawFreshAsync(
        IReadOnlyList<SampleRequest> requests, ResultFile result, CancellationToken cancellationToken)
    {
        Dictionary<string, SampleRequest> wanted = requests.ToDictionary(r => r.CaseId, StringComparer.Ordinal);
        if (_drawing.MayAsk)
        {
            _run.Observer.Report(FormattableString.Invariant(
                $"{_suite.Suite.Name} x {_model.Spec.Name}: confirming {wanted.Count} {(wanted.Count == 1 ? "case" : "cases")} by fresh samples"));
        }

        List<string> missing = [];
        await foreach (DrawnCase drawn in OrderedPipeline.RunAsync(
            Cases().Where(c => wanted.ContainsKey(_cases[c.Place].Id)),
            _model.Provider.Concurrency(_model.Spec),
            (c, ct) =>
            {
                SampleRequest request = wanted[_cases[c.Place].Id];
                return _drawing.DrawAsync(c, null, request.First, request.Count, ct);
            },
            cancellationToken).ConfigureAwait(false))
        {
            CaseScores known = _cases[drawn.Place];
            if (drawn.Rows is { } rows)
            {
                known.Take(_shared.Of([.. known.Samples, .. rows]));
                result.Add(Result(drawn, known));
            }
            else { missing.Add(known.Id); }
        }

        return missing;
    }

    /// <summary>
    /// The cases once more, each with its place among those that were read first. Files are read anew: one that was edited since its keys were made ends it,
    /// because answers would be counted for other inputs than theirs.
    /// </summary>
    private IEnumerable<PlacedCase> Cases()
    {
        int place = 0;
        foreach (BoundCase bound in _suite.Cases(_run.Filter))
        {
            EvalCase item = bound.Planned.Case;
            if (place >= _cases.Length || _cases[place].Id != item.Id || _cases[place].InputsHash != item.InputsHash) { throw SuiteBinding.Changed(item.Location); }

            yield return new PlacedCase(bound, place++);
        }

        if (place < _cases.Length) { throw SuiteBinding.Changed(_suite.Suite.Location); }
    }

    /// <summary>
    /// What the baseline says of a case whose answers and scores cannot have changed: no model is asked for it, even where the cache has
    /// forgotten the answers. Not where the suite has checks over the suite: they need the answers of all cases, and of a part they are not judged.
    /// </summary>
    private IReadOnlyList<ScoreCell[]>? Stored(int place) =>
        !_isAfresh && _baseline is { } baseline && !NeedsAllAnswers(baseline) && baseline.Stored(_cases[place], _suite.Metrics) is { } stored && stored.Count >= _sampling.First ? stored : null;

    /// <summary>Whether a score over the suite is judged that the baseline's scores of single cases cannot give.</summary>
    private bool NeedsAllAnswers(Baseline baseline) => _needsAllAnswers ??= !_of.IsPartial && (_suite.Checks.OverSuite.Count > 0
        || (_suite.Gate!.Floors.Count > 0 && !baseline.HasSuiteScores(_suiteMetrics.Where(m => _suite.Gate.Floors.Any(f => f.Metric == m.Metric.Name)))));

    private static ResultCase Result(DrawnCase drawn, CaseScores known) => new()
    {
        Id = known.Id,
        Location = drawn.Case.Planned.Case.Location,
        RequestKey = known.RequestKey,
        Samples = drawn.Samples,
        Scores = drawn.Scores,
    };
}
