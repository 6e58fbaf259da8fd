using LlmEval.Accepted;
using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.HandedOver;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Handover;

/// <summary>
/// The answers that tests hand over for one suite: their own code gives them, and they are scored, repeated and judged as those of a model. The suite is read once, however many cases are handed over,
/// and cases may be handed over at the same time. No answer is kept: nobody can know whether the code is still the same, so that each run judges afresh.
/// </summary>
public sealed class AnswerHandover : IAsyncDisposable
{
    private readonly Evaluation _evaluation;
    private readonly BoundProject _project;
    private readonly SuiteRun _suite;
    private readonly IReadOnlyList<BoundCase> _cases;
    private readonly ResponseCache _cache;
    private readonly JudgeHosts _judges;
    private readonly DiagnosticBag _diagnostics;
    private readonly DateTimeOffset _began;
    private readonly Dictionary<string, int> _places;
    private readonly HandedCase?[] _drawn;
    private readonly bool[] _taken;
    private readonly Lock _gate = new();
    private string? _why;
    private int _samples;
    private Usage _judging = Usage.None;

    private AnswerHandover(Evaluation evaluation, BoundProject project, SuiteRun suite, IReadOnlyList<BoundCase> cases, ResponseCache cache, JudgeHosts judges, DiagnosticBag diagnostics, DateTimeOffset began)
    {
        (_evaluation, _project, _suite, _cases, _cache, _judges, _diagnostics, _began) = (evaluation, project, suite, cases, cache, judges, diagnostics, began);
        _places = new Dictionary<string, int>(cases.Count, StringComparer.Ordinal);
        for (int place = 0; place < cases.Count; place++) { _places.Add(cases[place].Planned.Case.Id, place); }

        (_drawn, _taken) = (new HandedCase?[cases.Count], new bool[cases.Count]);
    }

    /// <summary>The suite.</summary>
    public EvalSuite Suite => _suite.Suite.Binding.Suite;

    /// <summary>Name of the model item whose answers are handed over.</summary>
    public string Model => _suite.Model.Spec.Name;

    /// <summary>Ids of the suite's cases, in order; skipped ones are not among them.</summary>
    public IReadOnlyCollection<string> CaseIds => _places.Keys;

    /// <summary>Opens a suite, whose only model is one with <c>Provider="Test"</c>.</summary>
    /// <param name="evaluation">The engine.</param>
    /// <param name="manifest">The project that the suite belongs to.</param>
    /// <param name="suite">Name of the suite.</param>
    /// <param name="observer">Is told how it goes; null for nobody.</param>
    /// <param name="cancellationToken">Ends the opening, and later the start of models that judge.</param>
    /// <exception cref="LlmEvalException">A mistake in the suite or in what it names; LLM3016: there is no such suite, or it is not one whose answers are handed over.</exception>
    public static async Task<AnswerHandover> OpenAsync(
        Evaluation evaluation, Manifest manifest, string suite, IRunObserver? observer, CancellationToken cancellationToken)
    {
        DateTimeOffset began = evaluation.Now;
        EvaluationRequest request = new()
        {
            Manifest = SuiteItem.Alone(manifest, suite),
            Mode = EvaluationMode.Run,
            AssumedIdentities = manifest.Models.Where(SuiteItem.IsHandedOver).ToDictionary(m => m.Name, _ => TestModelProvider.Identity, StringComparer.Ordinal),
            Observer = observer ?? SilentObserver.Instance,
        };
        DiagnosticBag diagnostics = new();
        BoundProject project = await evaluation.BindAsync(request, diagnostics, cancellationToken).ConfigureAwait(false);
        try
        {
            project.Baselines.ReportUnknown(project.Catalog, diagnostics);
            if (diagnostics.Items.FirstOrDefault(d => d.IsError) is { } mistake) { throw new LlmEvalException(mistake); }

            SuiteCases cases = project.Suites.Single();
            if (cases.Binding.Models is not [{ IsHandedOver: true } model])
            {
                throw new LlmEvalException(Diagnostics.Usage.At(cases.Binding.Suite.ModelsLocation,
                    $"The answers of '{suite}' cannot be handed over by a test: its models are {string.Join(", ", cases.Binding.Models.Select(m => m.Spec.Name))}. Give it one model, an LlmModel item with Provider=\"Test\"."));
            }

            Baseline? baseline = project.Baselines.Load(cases.Binding.Suite, model.Spec, diagnostics);
            ResponseCache cache = evaluation.OpenCache(project, diagnostics.Add);
            JudgeHosts judges = await project.JudgesAsync(diagnostics, cancellationToken).ConfigureAwait(false);
            SuiteRun run = new()
            {
                Run = evaluation.RunOf(project, cache),
                Suite = cases,
                Model = model,
                Identity = new ModelIdentity { Key = TestModelProvider.Identity, IsPinned = true },
                Baseline = baseline is null ? null : SkippedRows.Without(baseline, cases.Skipped),
                Committed = baseline,
                BaselinePath = project.Baselines.PathOf(cases.Binding.Suite, model.Spec.Name),
            };
            return new AnswerHandover(evaluation, project, run, [.. cases.Binding.Cases(EvalFilter.All)], cache, judges, diagnostics, began);
        }
        catch
        {
            await project.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Judges a case by what the code under test answers: draws the suite's first samples, scores them, and draws at once what the gate asks for to confirm or clear a suspicion. A sample of which the
    /// code throws, gives null or takes longer than <c>limits: case-time</c> is unscored: never a pass.
    /// </summary>
    /// <param name="caseId">The case.</param>
    /// <param name="code">Gives the answer of a sample, by its number from 0. Asked one sample after the other; may run beside those of other cases.</param>
    /// <param name="cancellationToken">Ends it; the case can then be handed over again.</param>
    /// <returns>The outcome of this case alone, as a part of the suite, and everything that was said and scored.</returns>
    /// <exception cref="LlmEvalException">LLM3016: there is no such case, or it is skipped, or it was handed over before: a test that is repeated until it passes would judge nothing.</exception>
    public Task<(SuiteOutcome Outcome, ResultCase Case)> JudgeAsync(string caseId, Func<int, CancellationToken, Task<EvalAnswer>> code, CancellationToken cancellationToken) =>
        JudgeAsync(caseId, code, most: null, cancellationToken);

    /// <summary>
    /// Judges a case by a finished answer: one sample, and no other can be drawn. What only fresh samples could clear then counts: a must-pass case that fails is failed. What only they could confirm
    /// is left to the verdict over the suite: one answer does not make a case lost that passed before, unless the suite says <c>regression: deterministic</c>.
    /// </summary>
    /// <param name="caseId">The case.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Ends it; the case can then be handed over again.</param>
    /// <inheritdoc cref="JudgeAsync(string, Func{int, CancellationToken, Task{EvalAnswer}}, CancellationToken)"/>
    public Task<(SuiteOutcome Outcome, ResultCase Case)> JudgeAsync(string caseId, EvalAnswer answer, CancellationToken cancellationToken) =>
        JudgeAsync(caseId, (_, _) => Task.FromResult(answer), most: 1, cancellationToken);

    /// <summary>The verdict over everything that was handed over; writes result, candidate and reports as a run does. Cases that no test handed over make it NOT EVALUATED.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<EvaluationResult> CompleteAsync(CancellationToken cancellationToken) => CompleteAsync(null, cancellationToken);

    /// <summary>The verdict over everything that was handed over of those cases that the tests were asked for; of a part of the suite it is PARTIAL and leaves no candidate.</summary>
    /// <param name="expected">Ids of the cases that the run of the tests was to hand over; null for all of the suite.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<EvaluationResult> CompleteAsync(IReadOnlyCollection<string>? expected, CancellationToken cancellationToken)
    {
        int[] places;
        HandedCase?[] drawn;
        lock (_gate)
        {
            places = [.. (expected is null ? Enumerable.Range(0, _cases.Count) : expected.Where(id => !IsSkipped(id)).Select(PlaceOf).Distinct().Order())];
            drawn = [.. places.Select(p => _drawn[p])];
        }

        SuiteRun run = Part(places, expected) with { Handed = new HandedOver([.. places.Select(p => _cases[p])]) { Drawn = [.. drawn.Select((d, i) => d is null ? null : Placed(d, i))], Why = _why } };
        string path = Path.Combine(_project.Manifest.OutputDirectory, FileNames.Result(Suite.Name, Model));
        SuiteOutcome outcome = await new SuiteEvaluator(run, null, _judges).EvaluateAsync(family: 1, path, cancellationToken).ConfigureAwait(false);
        outcome = outcome with { CasesWithoutId = _suite.Suite.WithoutId, SamplesDrawn = _samples, UsedForJudging = outcome.UsedForJudging + _judging };
        outcome = outcome with
        {
            UsedForAnswers = Used(drawn.SelectMany(d => d?.First.Samples ?? [])),
            UsedForConfirmation = Used(drawn.SelectMany(d => d?.Fresh.SelectMany(f => f.Samples) ?? [])),
        };
        DiagnosticBag diagnostics = new();
        diagnostics.AddRange(_diagnostics.Items);
        diagnostics.AddRange(VerdictDiagnostics.Of(outcome.Verdict, outcome.Suite, _project.Manifest, isGate: true, isHandedOver: true));
        _evaluation.Remember(_project.Manifest, [outcome], diagnostics);
        EvaluationResult result = new()
        {
            Diagnostics = VerdictDiagnostics.Sorted(diagnostics.Items),
            Outcomes = [outcome],
            Inputs = [.. _project.Inputs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            IsComplete = outcome.Verdict.Kind is not (VerdictKind.NotEvaluated or VerdictKind.ModelMissing or VerdictKind.Error),
            Began = _began,
            Ended = _evaluation.Now,
        };
        if (outcome is { Candidate: null, Verdict: { IsPartial: false, Kind: not (VerdictKind.NotEvaluated or VerdictKind.ModelMissing) } })
        {
            // Accepting takes what the last whole run left: that of a run before this one is not it.
            string before = Path.Combine(_project.Manifest.OutputDirectory, FileNames.Candidate(Suite.Name, Model));
            if (File.Exists(before)) { File.Delete(before); }
        }

        _evaluation.WriteReports(_project.Manifest, result);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _judges.DisposeAsync().ConfigureAwait(false);
        _cache.Dispose();
        await _project.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<(SuiteOutcome Outcome, ResultCase Case)> JudgeAsync(string caseId, Func<int, CancellationToken, Task<EvalAnswer>> code, int? most, CancellationToken cancellationToken)
    {
        int place = PlaceOf(caseId);
        lock (_gate)
        {
            if (_taken[place])
            {
                throw new LlmEvalException(Diagnostics.Usage.At(_cases[place].Planned.Case.Location,
                    $"The case '{caseId}' was handed over before in this run. Hand each case over once: samples are repeated by the gate, and a test that is tried again until it passes judges nothing."));
            }

            _taken[place] = true;
        }

        HandedCase? drawn = null;
        try
        {
            SuiteRun run = Part([place], [caseId]) with { Handed = new HandedOver([_cases[place]]) { Code = new CodeSource(code, _cache.Machine), Most = most } };
            (SuiteOutcome outcome, drawn) = await new SuiteEvaluator(run, null, _judges).JudgeOneAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _drawn[place] = drawn;
                _samples += outcome.SamplesDrawn;
                _judging += outcome.UsedForJudging;
                if (drawn is null) { _why ??= outcome.Verdict.Findings is [var first, ..] ? first.Text : null; }
            }

            CaseScores known = run.Cases[0];
            return (outcome, new ResultCase
            {
                Id = known.Id,
                Location = _cases[place].Planned.Case.Location,
                RequestKey = known.RequestKey,
                InputsHash = known.InputsHash,
                Cluster = known.Cluster,
                Samples = drawn?.Samples ?? [],
                Scores = drawn?.Scores ?? [],
                Planned = _cases[place].Planned,
                Checks = _cases[place].Checks.Checks,
            });
        }
        finally
        {
            if (drawn is null)
            {
                lock (_gate) { _taken[place] = false; }
            }
        }
    }

    /// <summary>A part of the suite with scores of its own, so that several may be judged at once.</summary>
    private SuiteRun Part(IReadOnlyList<int> places, IReadOnlyCollection<string>? asked)
    {
        CaseScores[] all = _suite.Cases;
        IReadOnlyList<SkippedCase> skipped = [.. _suite.Suite.Skipped.Where(s => asked?.Contains(s.Id) != false)];
        return _suite with
        {
            Suite = _suite.Suite with
            {
                Cases = new Dictionary<ModelBinding, CaseScores[]> { [_suite.Model] = [.. places.Select(p => all[p] with { Samples = [] })] },
                ToldSkipped = new Dictionary<ModelBinding, IReadOnlyList<SkippedCase>> { [_suite.Model] = skipped },
            },
        };
    }

    private bool IsSkipped(string caseId) => _suite.Suite.Skipped.Any(s => s.Id == caseId);

    /// <summary>What the code said that its answers used.</summary>
    private Usage Used(IEnumerable<Sample> samples) => samples.SelectMany(s => s.Answers).Aggregate(Usage.None, (sum, answer) =>
        sum + new Usage(1, answer.InputTokens ?? 0, answer.OutputTokens ?? 0, answer.Cost ?? _suite.Model.Price?.Of(1, answer.InputTokens ?? 0, answer.OutputTokens ?? 0)));

    private static HandedCase Placed(HandedCase handed, int place) =>
        new(handed.First with { Place = place }, [.. handed.Fresh.Select(f => f with { Place = place })]);

    private int PlaceOf(string caseId) => _places.TryGetValue(caseId, out int place) ? place
        : throw new LlmEvalException(Diagnostics.Usage.At(Suite.Location, _suite.Suite.Skipped.FirstOrDefault(s => s.Id == caseId) is { } skipped
            ? $"The case '{caseId}' is skipped ({skipped.Reason}), so that nothing is handed over for it. Take 'skip' from it, or skip its test too." : MappingReader.UnknownWord($"The suite '{Suite.Name}' has no case '{caseId}'", caseId, _places.Keys)));
}
