using LlmEval.Binding;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Scoring;

namespace LlmEval.Accepted;

/// <summary>
/// What an evaluation asks of the past of a suite's baseline: its answers scored by a changed check, its prompt asked again, what changed since, and what it said then. Its prompt is looked for once, and only when it is needed.
/// </summary>
/// <param name="suite">The suite and model.</param>
/// <param name="host">The model, should it be needed; null when nothing may be drawn.</param>
/// <param name="judge">The models that checks ask.</param>
/// <param name="sampling">The samples of a case; may change until the first is judged.</param>
/// <param name="inputs">What the present answers are made from.</param>
/// <param name="cases">The suite's cases.</param>
internal sealed class BaselineReview(SuiteRun suite, ModelHost? host, ScoringModels judge, Func<SamplePlan> sampling, Func<BaselineInputs> inputs, Func<IEnumerable<PlacedCase>> cases)
{
    /// <summary>Cases whose earlier answers are looked up for reports.</summary>
    private const int MostShown = 200;

    private readonly ModelControl _control = new(suite, host, judge);
    private Task<BaselinePrompt?>? _prompt;

    /// <summary>What is compared with: the baseline, re-scored where a check changed.</summary>
    public Baseline? Compared { get; private set; } = suite.Baseline;

    /// <summary>Whether <see cref="Compared"/> has other scores than the committed file.</summary>
    public bool IsRescored => Rescored.Names.Count > 0;

    /// <summary>Samples and calls of the control.</summary>
    public (int Samples, Usage Used) Drawn => (_control.Count, _control.Used);

    private RescoredMetrics Rescored { get; set; } = RescoredMetrics.None;

    private bool IsPrivate => suite.Suite.Binding.Suite.Data.Any(d => d.IsPrivate);

    /// <summary>Scores the baseline's answers by the checks that changed since.</summary>
    public async Task RescoreAsync(IReadOnlyList<Metric> metrics, CancellationToken cancellationToken)
    {
        if (suite.Baseline is null) { return; }

        Rescoring rescoring = new(suite, metrics, suite.Suite.Binding.Gate!, sampling());
        if (rescoring.Changed.Count == 0) { return; }

        (Compared, Rescored) = await rescoring.RunAsync(
            new BaselineAnswers(suite, await PromptAsync(cancellationToken).ConfigureAwait(false), judge), cases(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A verdict with what is to be said of changed checks.</summary>
    public Verdict Told(Verdict verdict) => Rescored == RescoredMetrics.None ? verdict : Rescored.Tell(verdict);

    /// <summary>The verdict after the baseline's own prompt was asked again, where that can tell something.</summary>
    public Task<Verdict> ControlledAsync(GateInput input, Verdict verdict, CancellationToken cancellationToken) =>
        _control.JudgeAsync(input, verdict, cases, PromptAsync, cancellationToken);

    /// <summary>What the control asks for at most.</summary>
    public async Task<Usage> MostAsync(Func<BoundCase, int, Usage> judged, CancellationToken cancellationToken) => !_control.IsConcerned ? Usage.None
        : _control.Most(sampling(), cases(), await PromptAsync(cancellationToken).ConfigureAwait(false), judged);

    /// <summary>An outcome with what changed since the baseline, what it said in the cases that the verdict names, and the answers that accepting keeps.</summary>
    /// <param name="outcome">The outcome; has its verdict.</param>
    /// <param name="known">Gives a present answer that the cache has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SuiteOutcome> CompleteAsync(SuiteOutcome outcome, Func<BoundCase, int, CancellationToken, ValueTask<Sample?>> known, CancellationToken cancellationToken)
    {
        KeptAnswers kept = IsPrivate ? KeptAnswers.Cache : BaselineFiles.Kept(suite.Run.Manifest, suite.BaselinePath);
        outcome = outcome with
        {
            KeepsAnswers = kept != KeptAnswers.Cache,
            Answers = kept == KeptAnswers.Cache || outcome.Candidate is not { } candidate ? null : await CollectAsync(kept, candidate, known, cancellationToken).ConfigureAwait(false),
        };
        if (suite.Baseline is null) { return outcome; }

        // The text is looked for only where there is something to show of it.
        BaselinePrompt? prompt = !IsPrivate && suite.Baseline.Inputs.PromptHash != inputs().PromptHash ? await PromptAsync(cancellationToken).ConfigureAwait(false) : null;
        HashSet<string> named = IsPrivate ? [] : Named(outcome.Verdict);
        return outcome with
        {
            Since = BaselineChanges.Of(suite, inputs(), prompt),
            BaselineAnswers = named.Count == 0 ? outcome.BaselineAnswers
                : await new BaselineAnswers(suite, await PromptAsync(cancellationToken).ConfigureAwait(false), judge).TextsAsync(cases(), named, cancellationToken).ConfigureAwait(false),
        };
    }

    private Task<BaselinePrompt?> PromptAsync(CancellationToken cancellationToken) => _prompt ??= suite.Baseline is null ? Task.FromResult<BaselinePrompt?>(null)
        : BaselinePrompt.FindAsync(suite.Baseline.Inputs, suite.Suite.Binding.Prompt, suite.Run.History, cancellationToken);

    private async Task<AnswersFile> CollectAsync(
        KeptAnswers kept, Baseline candidate, Func<BoundCase, int, CancellationToken, ValueTask<Sample?>> known, CancellationToken cancellationToken)
    {
        AnswersFile file = new();
        string path = FileNames.Answers(suite.BaselinePath);
        AnswersFile? before = File.Exists(path) ? AnswersFile.Read(path) : null;
        int[] numbers =
        [
            .. Enumerable.Range(0, candidate.SamplesPerCase),
            .. kept == KeptAnswers.All ? Enumerable.Range(sampling().HeldBackFrom, candidate.HeldBackSamples) : [],
        ];
        foreach ((BoundCase bound, int place) in cases())
        {
            CaseScores item = suite.Cases[place];
            foreach (int number in numbers)
            {
                Sample? sample = await known(bound, number, cancellationToken).ConfigureAwait(false) ?? before?.Find(item.Id, item.RequestKey, number);
                if (sample is not null) { file.Add(item.Id, item.RequestKey, sample); }
            }
        }

        return file;
    }

    private static HashSet<string> Named(Verdict verdict) =>
    [
        .. verdict.LostCases.Concat(verdict.Metrics.SelectMany(m => m.Lost.Concat(m.Won).Concat(m.Unstable))).Concat(verdict.MustPassFailed).Concat(verdict.UnscoredCases)
            .Distinct(StringComparer.Ordinal).Take(MostShown),
    ];
}
