using LlmEval.Accepted;
using LlmEval.Binding;
using LlmEval.Estimating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Budgets;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites;

namespace LlmEval.Evaluating;

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
    private readonly JudgeTrust _trust;
    private readonly CaseDrawing _drawing;
    private readonly BaselineReview _review;
    private readonly HandedOver? _handed;
    private readonly bool _isAfresh;
    private readonly SuiteEstimating _estimating;
    private bool _isDeterministic;
    private bool _repeats;
    private SamplePlan _sampling;
    private readonly IReadOnlyList<SuiteMetric> _suiteMetrics;
    private readonly UsageLedger _ledger;
    private IReadOnlyList<SuiteScore> _suiteScores = [];
    private bool? _needsAllAnswers;
    private IReadOnlyList<JudgeState> _judges = [];
    private BaselineInputs? _inputs;
    private int _family = 1;
    private int _begin = 1;

    /// <summary>Creates it; nothing is asked yet.</summary>
    /// <param name="suite">The suite, the model, and what they are compared with.</param>
    /// <param name="host">The model, should it be needed; null when nothing may be drawn.</param>
    /// <param name="judges">The models that checks ask.</param>
    public SuiteEvaluator(SuiteRun suite, ModelHost? host, JudgeHosts judges)
    {
        _of = suite;
        _handed = suite.Handed;
        (_run, _suite, _model, _identity, _cases, _baseline) = (suite.Run, suite.Suite.Binding, suite.Model, suite.Identity, suite.Cases, suite.Baseline);
        _judge = new ScoringModels(_run.Cache, _run.Manifest.ProjectName, judges, _suite.Suite, suite.Epoch, suite.Suite.Budget);
        _drawing = new CaseDrawing(suite, host, _judge);
        _estimating = new SuiteEstimating(suite, _drawing, judges, _judge);
        _ledger = new UsageLedger(_suite.Gate!);
        _trust = new JudgeTrust(_suite, judges, _judge);
        _isAfresh = _handed is not null || _run.Mode is EvaluationMode.Run or EvaluationMode.Plan && _run.RunsUnchanged;
        _isDeterministic = _identity.DeterministicWhenGreedy && _model.IsGreedy;
        _suiteMetrics = _suite.Checks.SuiteMetrics(Currency);
        _sampling = _isDeterministic ? SamplePlan.Single : SamplePlan.Of(_suite.Suite.Samples, _suite.Suite.Effort, isLocal: !_model.IsCharged || _handed is not null);
        if (_handed is not null) { _sampling = HandedSampling(_handed, _sampling); }

        _review = new BaselineReview(suite, host, _judge, () => _sampling, () => _inputs ??= InputsOf(), Cases);
    }

    /// <summary>Whether something of it is compared with a baseline, see <see cref="SuiteFamily"/>.</summary>
    public bool IsCompared => SuiteFamily.Has(Input());

    /// <summary>The outcome where every key equals the baseline's, so that nothing is to be judged afresh; else null.</summary>
    public SuiteOutcome? Unchanged()
    {
        if (_trust.Known(_baseline) is not { } known) { return null; }

        _judges = known;
        GateInput unchanged = Input() with { IsDeterministic = _baseline?.IsDeterministic ?? false };
        return unchanged.MatchesBaseline() && Gate.Judge(unchanged) is Verdict same
            ? Outcome() with { Verdict = same, IsUnchanged = true } : null;
    }

    /// <summary>Whether its baseline could hold samples back and does not.</summary>
    public bool LacksHeldBack => WantsHeldBack && _baseline is { IsDeterministic: false, HeldBackSamples: 0 };

    /// <summary>What its answers are made from, see <see cref="Redraws"/>.</summary>
    public string DrawnKey => Redraws.KeyOf(_inputs ??= InputsOf(), _identity.Key, _cases);

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

        // What the cache knows of it goes into the estimate; what it does not know is asked after that was told.
        await DetectAsync(mayAsk: false, cancellationToken).ConfigureAwait(false);
        _begin = Begin;
        SuiteOutcome outcome = Outcome() with { Estimate = await EstimateAsync(isTrustKnown: known is not null, cancellationToken).ConfigureAwait(false) };
        _drawing.Announce(() => Asked(), cancellationToken);
        using ResultFile result = ResultFile.Create(resultPath, SuiteLineage.Of(_of));
        if (_drawing.MayAsk) { await DetectAsync(mayAsk: true, cancellationToken).ConfigureAwait(false); }

        _begin = Begin;
        outcome = outcome with { AnswersRepeat = _repeats };
        List<string> missing = await DrawFirstAsync(result, cancellationToken).ConfigureAwait(false);
        if (missing.Count == 0) { TakeFresh(result); }

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
                Baseline? candidate = Acceptance.Candidate(input, verdict with { SamplesPerCase = Kept(verdict) }, _suite.Suite.Location, refusals);
                verdict = await _review.ControlledAsync(input, _review.Told(verdict), cancellationToken).ConfigureAwait(false);
                outcome = Used(outcome, first) with
                {
                    Verdict = verdict,
                    Candidate = candidate,
                    Refusal = refusals.Items is [var refusal, ..] ? refusal : null,
                    ResultPath = resultPath,
                    SuiteScores = _suiteScores,
                };
                outcome = await WithHeldBackAsync(outcome, cancellationToken).ConfigureAwait(false);
                if (outcome.Candidate is { } whole)
                {
                    outcome = outcome with { Candidate = SkippedRows.Into(whole, _of.Committed, _of.Suite.Skipped, input.Metrics, input.JudgedSuiteMetrics.Any()) };
                }

                return await _review.CompleteAsync(outcome, KnownAsync, cancellationToken).ConfigureAwait(false);
            }

            missing = await DrawFreshAsync(((NeedSamples)judged).Requests, result, cancellationToken).ConfigureAwait(false);
        }

        Keep(result);
        string? instead = _handed is null ? _drawing.Instead(missing) : null;
        return await _review.CompleteAsync(Used(outcome, first) with
        {
            Verdict = _drawing.ModelMissing is { } why
                ? missing.Count == 0 ? Gate.ModelMissing(Input(), why.Message) : Gate.ModelMissing(Input(), missing, why.Message, instead)
                : untrusted is not null ? Gate.NotEvaluated(Input(), untrusted)
                : _handed is not null ? Gate.NotHandedOver(Input(), missing, _handed.Why)
                : Gate.NotEvaluated(Input(), missing, instead),
            CacheInstead = instead,
        }, KnownAsync, cancellationToken).ConfigureAwait(false);
    }

    private SuiteOutcome Outcome() => new()
    {
        Suite = _suite.Suite,
        Model = _model.Spec.Name,
        Verdict = null!,
        Baseline = _baseline,
        Committed = _of.Committed,
        BaselinePath = _of.BaselinePath,
        ModelIdentity = _identity.Key,
        IsHandedOver = _model.IsHandedOver,
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
        if (_handed is not null) { return null; }

        bool isPlan = _run.Mode == EvaluationMode.Plan;
        if (!isPlan && !(_run.Mode == EvaluationMode.Run && (_model.IsCharged || _suite.Judges.Any(j => j.IsCharged)))) { return null; }

        RunEstimate estimate = await _estimating.RunAsync(
            _sampling, _begin, _isDeterministic, Cases(), place => Stored(place) is not null, isTrustKnown, cancellationToken).ConfigureAwait(false);
        if (isPlan && WantsHeldBack)
        {
            HeldBackDrawing heldBack = new(_of, _sampling, _isAfresh, _drawing);
            estimate = estimate with { HeldBack = await _estimating.HeldBackAsync(_sampling, Cases().Where(c => !heldBack.IsStored(c.Place)), cancellationToken).ConfigureAwait(false) };
        }

        Usage control = await _review.MostAsync(_estimating.Judged, cancellationToken).ConfigureAwait(false);
        estimate = estimate with { Confirmation = estimate.Confirmation with { Most = estimate.Confirmation.Most + control } };
        if (!isPlan && estimate.Answers.Most.Calls + estimate.Judge.Most.Calls > 0) { Tell(PlanText.Line(estimate)); }

        return estimate;
    }

    /// <summary>Draws what a baseline holds back into the candidate, where that was asked for; the calls and the price are told first.</summary>
    private async Task<SuiteOutcome> WithHeldBackAsync(SuiteOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Candidate is not { } candidate || !_run.HeldBack || !WantsHeldBack) { return outcome; }

        HeldBackDrawing heldBack = new(_of, _sampling, _isAfresh, _drawing);
        if (_drawing.MayAsk)
        {
            RunEstimate estimate = outcome.Estimate ?? _drawing.Estimator(0, 0).Result() with { IsJudgePriceUnknown = _suite.Judges.Any(j => j.Price is null) };
            estimate = estimate with { HeldBack = await _estimating.HeldBackAsync(_sampling, Cases().Where(c => !heldBack.IsStored(c.Place)), cancellationToken).ConfigureAwait(false) };
            if (estimate.HeldBack.Most.Calls > 0) { Tell(PlanText.HeldBack(estimate)); }

            _drawing.Announce(() => Cases().Where(c => !heldBack.IsStored(c.Place)).Select(c => c.Case.Planned), cancellationToken);
        }

        Usage before = _drawing.Used;
        (Baseline whole, string? lacking) = await heldBack.DrawAsync(candidate, Cases(), cancellationToken).ConfigureAwait(false);
        return outcome with
        {
            Candidate = whole,
            HeldBackLacking = lacking,
            SamplesDrawn = _drawing.Count + _review.Drawn.Samples,
            UsedForHeldBack = _drawing.Used - before,
            UsedForJudging = _judge.Used,
        };
    }

    /// <summary>Finds out whether answers repeat; then one sample a case is judged.</summary>
    private async Task DetectAsync(bool mayAsk, CancellationToken cancellationToken)
    {
        if (_isDeterministic || _handed is not null) { return; }

        _repeats = await new AnswerRepetition(_of, _drawing).FindAsync(_isAfresh, Begin, Cases(), mayAsk, cancellationToken).ConfigureAwait(false) == true;
        if (_repeats) { (_isDeterministic, _sampling) = (true, SamplePlan.Single); }
    }

    /// <summary>Samples that each case begins with.</summary>
    private int Begin => Input().SamplesToBegin;

    /// <summary>Where one sample stands for all, or the gate looks after each one, there is nothing to confirm against samples held back; what is evaluated aside is never accepted.</summary>
    private bool WantsHeldBack => _suite.Suite.VariantOf is null && !_isDeterministic && _sampling.HeldBack > 0 && !_of.IsPartial && _suite.Gate!.Regression.Rule == RegressionRule.Default;

    private void Tell(string text) => _run.Observer.Report($"{_suite.Suite.Name} x {_model.Spec.Name}: {text}");

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
        Family = _family,
        VendorName = _identity.IsPinned ? null : _model.Spec["Model"] ?? _model.Spec["Deployment"] ?? _model.Spec.Name,
        Today = DateOnly.FromDateTime(_run.Time.GetUtcNow().UtcDateTime),
        IsDeterministic = _isDeterministic,
        IsAfresh = _isAfresh || _review.IsRescored,
        Price = _model.Price,
        Here = _run.Cache.Machine,
        MeasuredOn = _ledger.MeasuredOn(_baseline),
        Sampling = _sampling,
        CanDraw = _handed is null or { Code: not null, Most: null },
        Inputs = _inputs ??= InputsOf(),
        FilteredFrom = _of.IsPartial ? _of.Suite.Total : null,
        Skipped = _of.Suite.ToldSkipped[_model],
        RequiresBaseline = _run.RequiresBaseline,
    };

    private BaselineInputs InputsOf()
    {
        string? file = _suite.Prompt?.Path;
        return new BaselineInputs
        {
            Prompt = _suite.Prompt?.Name,
            PromptFile = file is null ? null : SuiteLineage.Relative(_of, file),
            PromptHash = file is null ? null : SuiteLineage.Hash(file),
            Parameters = ParametersJson.Line(_model.Parameters),
            GateKey = _suite.Gate!.Key,
        };
    }

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
            (c, ct) => _handed is not null ? ValueTask.FromResult(_handed.Drawn[c.Place]?.First ?? new DrawnCase(c.Case, c.Place, [], [], null))
                : Stored(c.Place) is { } stored
                ? _drawing.DrawAsync(c, stored, 0, Math.Min(_sampling.First, stored.Count), ct) : _drawing.DrawAsync(c, null, 0, _begin, ct),
            cancellationToken).ConfigureAwait(false))
        {
            CaseScores known = _cases[drawn.Place];
            if (drawn.Rows is { } rows)
            {
                _trust.Take(drawn);
                known.Take(_shared.Of(rows));
                _ledger.Take(drawn, known, _baseline);
                if (drawn.Samples.Count > 0)
                {
                    Say(result, Result(drawn, known));
                    overSuite.Add(new ScoredCase(drawn.Case.Planned.Case, drawn.Samples, drawn.Scores) { IsDeterministic = _isDeterministic });
                }
            }
            else { missing.Add(known.Id); }

            _run.Observer.Progress(new RunProgress(_suite.Suite.Name, _model.Spec.Name, ++done, _cases.Length, _drawing.Count));
        }

        if (missing.Count == 0) { _suiteScores = overSuite.Result(); }

        return missing;
    }

    /// <summary>Takes what tests drew besides the first samples, when the code under test could still be asked.</summary>
    private void TakeFresh(ResultFile result)
    {
        for (int place = 0; _handed is not null && place < _cases.Length; place++)
        {
            HandedCase handed = _handed.Drawn[place]!;
            if (handed.Fresh.Count == 0) { continue; }

            _cases[place].Take(_shared.Of(handed.Rows));
            foreach (DrawnCase fresh in handed.Fresh) { result.Add(Result(fresh, _cases[place])); }
        }
    }

    /// <summary>
    /// Samples of what tests hand over: a baseline holds none back, because nobody is asked when it is accepted. Where every answer came finished there is one sample a case.
    /// </summary>
    private static SamplePlan HandedSampling(HandedOver handed, SamplePlan plan)
    {
        int first = handed.Drawn.Max(d => d?.First.Samples.Count) ?? plan.First;
        return plan with { First = Math.Clamp(first, 1, plan.First), HeldBack = 0 };
    }

    /// <summary>Samples a case that a baseline keeps: as many as every case has, where some came finished and others did not.</summary>
    private int Kept(Verdict verdict) => _handed is null ? verdict.SamplesPerCase : _cases.Aggregate(verdict.SamplesPerCase, (least, c) => Math.Min(least, c.Samples.Count));

    /// <summary>A present answer: what a test handed over, else what the cache has.</summary>
    private ValueTask<Sample?> KnownAsync(BoundCase bound, int number, CancellationToken cancellationToken) => _handed is null
        ? _drawing.KnownAsync(bound, number, cancellationToken)
        : ValueTask.FromResult(_handed.Drawn.FirstOrDefault(d => d?.First.Case == bound)?.Samples.FirstOrDefault(s => s.Number == number && s.Trouble is null));

    /// <summary>
    /// Judges one case that a test hands over, alone, as a part of its suite: draws its first samples, and at once the fresh ones that the gate asks for, because later nobody can ask the code.
    /// </summary>
    /// <returns>The outcome; and what was drawn, or null where it cannot be scored because a model that judges is missing.</returns>
    public async Task<(SuiteOutcome Outcome, HandedCase? Drawn)> JudgeOneAsync(CancellationToken cancellationToken)
    {
        _judges = _trust.Known(_baseline) ?? [];
        PlacedCase placed = Cases().Single();
        CaseScores known = _cases[0];
        GateInput begun = One();
        int count = Math.Min(_handed!.Most ?? int.MaxValue, begun.IsSequential ? _sampling.First : begun.SamplesToBegin);
        DrawnCase first = await _drawing.DrawAsync(placed, null, 0, count, cancellationToken).ConfigureAwait(false);
        List<DrawnCase> fresh = [];
        DrawnCase last = first;
        while (last.Rows is not null)
        {
            HandedCase drawn = new(first, fresh);
            known.Take(_shared.Of(drawn.Rows));
            if (fresh.Count == 0) { _ledger.Take(first, known, _baseline); }

            GateOutcome judged = Gate.Judge(One());
            if (judged is Verdict verdict) { return (Outcome() with { Verdict = verdict, SamplesDrawn = _drawing.Count, UsedForJudging = _judge.Used }, drawn); }

            SampleRequest request = ((NeedSamples)judged).Requests.Single();
            last = await _drawing.DrawAsync(placed, null, request.First, request.Count, cancellationToken).ConfigureAwait(false);
            fresh.Add(last);
        }

        return (Outcome() with { Verdict = Gate.ModelMissing(One(), _drawing.ModelMissing!.Message), SamplesDrawn = _drawing.Count, UsedForJudging = _judge.Used }, null);

        // Also of a suite with one case: what is judged over the suite is judged when all was handed over.
        GateInput One() => Input() with { FilteredFrom = _of.Suite.Total };
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
                Say(result, Result(drawn, known));
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
        foreach (BoundCase bound in _handed?.Cases ?? _suite.Cases(_run.Filter, _model.Spec.Name))
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
        !_isAfresh && _baseline is { } baseline && !NeedsAllAnswers(baseline) && (_of.IsPartial || _ledger.IsHeld(baseline, _cases[place]))
        && PriceNote.Holds(baseline, _suite.Metrics, _suite.Gate!, _model.Price) && baseline.Stored(_cases[place], _suite.Metrics) is { } stored && stored.Count >= _begin ? stored : null;

    /// <summary>Whether a score over the suite is judged that the baseline's scores of single cases cannot give.</summary>
    private bool NeedsAllAnswers(Baseline baseline) => _needsAllAnswers ??= !_of.IsPartial && (_suite.Checks.OverSuite.Count > 0
        || (_suite.Gate!.Floors.Count > 0 && !baseline.HasSuiteScores(_suiteMetrics.Where(m => _suite.Gate.Floors.Any(f => f.Metric == m.Metric.Name)))));

    private void Say(ResultFile result, ResultCase said)
    {
        result.Add(said);
        _run.Said?.Invoke(_suite.Suite.Name, _model.Spec.Name, said);
    }

    private static ResultCase Result(DrawnCase drawn, CaseScores known) => new()
    {
        Id = known.Id,
        Location = drawn.Case.Planned.Case.Location,
        RequestKey = known.RequestKey,
        InputsHash = known.InputsHash,
        Cluster = known.Cluster,
        Samples = drawn.Samples,
        Scores = drawn.Scores,
        Planned = drawn.Case.Planned,
        Checks = drawn.Case.Checks.Checks,
    };
}
