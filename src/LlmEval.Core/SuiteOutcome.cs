using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval;

/// <summary>What came out for one suite and model.</summary>
public sealed record SuiteOutcome
{
    /// <summary>The suite.</summary>
    public required EvalSuite Suite { get; init; }

    /// <summary>Name of the model item.</summary>
    public required string Model { get; init; }

    /// <summary>The verdict; of kind <see cref="VerdictKind.NotEvaluated"/> or <see cref="VerdictKind.ModelMissing"/> when nothing was judged.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The committed baseline that it was compared with, or null; without the lines of skipped cases.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The committed baseline with them.</summary>
    internal Baseline? Committed { get; init; }

    /// <summary>Full path of the baseline's file, whether it exists or not.</summary>
    public required string BaselinePath { get; init; }

    /// <summary>Whether every key equals the baseline's: nothing was judged afresh, and there is nothing to accept, whatever the verdict's kind.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>What accepting would commit; null when nothing was judged afresh.</summary>
    public Baseline? Candidate { get; init; }

    /// <summary>Why there is no candidate, or null.</summary>
    public Diagnostic? Refusal { get; init; }

    /// <summary>
    /// Why <see cref="Candidate"/> lacks the samples that a baseline holds back, as a sentence without its full stop; null when it has them, needs none, or nobody asked for them.
    /// </summary>
    public string? HeldBackLacking { get; init; }

    /// <summary>Whether it was found that answers repeat byte for byte, so that one sample a case was judged.</summary>
    public bool AnswersRepeat { get; init; }

    /// <summary>The cases with their keys, and with their samples as far as they are known; empty when the model is not known.</summary>
    public IReadOnlyList<CaseScores> Cases { get; init; } = [];

    /// <summary>The suite's metrics.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>The suite's metrics over the suite.</summary>
    public IReadOnlyList<SuiteMetric> SuiteMetrics { get; init; } = [];

    /// <summary>What they came to, with their tables; empty where nothing was measured afresh (<see cref="Gating.Verdict.SuiteScores"/> then has the baseline's).</summary>
    public IReadOnlyList<SuiteScore> SuiteScores { get; init; } = [];

    /// <summary>Full path of the file with everything that was said and scored, or null.</summary>
    public string? ResultPath { get; init; }

    /// <summary>What the model is, or null when that cannot be said.</summary>
    public string? ModelIdentity { get; init; }

    /// <summary>The effective sampling parameters.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.Empty;

    /// <summary>What the cache has instead of the missing samples of the first cases, in a sentence that the verdict's text holds too; null when nothing is to be said.</summary>
    public string? CacheInstead { get; init; }

    /// <summary>Samples that a model answered in this run.</summary>
    public int SamplesDrawn { get; init; }

    /// <summary>What the run was to ask for; null where nobody reckoned it.</summary>
    public RunEstimate? Estimate { get; init; }

    /// <summary>What the calls of this run used that drew first samples.</summary>
    public Usage UsedForAnswers { get; init; } = Usage.None;

    /// <summary>What the calls of this run used that confirmed or cleared a suspicion.</summary>
    public Usage UsedForConfirmation { get; init; } = Usage.None;

    /// <summary>What the calls of this run used that drew the samples which a baseline holds back.</summary>
    public Usage UsedForHeldBack { get; init; } = Usage.None;

    /// <summary>What the calls of this run used that judged answers.</summary>
    public Usage UsedForJudging { get; init; } = Usage.None;

    /// <summary>Currency of what judging cost.</summary>
    public string JudgeCurrency { get; init; } = ModelPrice.DefaultCurrency;

    /// <summary>Currency of the money in the others.</summary>
    public string Currency { get; init; } = ModelPrice.DefaultCurrency;

    /// <summary>Cases whose id is made from their inputs: an edit makes another case of them.</summary>
    public int CasesWithoutId { get; init; }

    /// <summary>What changed since the baseline was accepted; null without a baseline, and where nothing changed.</summary>
    public LlmEval.Reporting.SinceBaseline? Since { get; init; }

    /// <summary>The baseline's answers in cases that the verdict names, by the case's id, as far as they are still known; empty for a private suite.</summary>
    public IReadOnlyDictionary<string, string> BaselineAnswers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether its answers are handed over by tests, so that nobody else can be asked for them.</summary>
    public bool IsHandedOver { get; init; }

    /// <summary>Whether accepting keeps answers beside the baseline.</summary>
    internal bool KeepsAnswers { get; init; }

    /// <summary>The answers of <see cref="Candidate"/> that accepting writes beside the baseline; null where the project keeps none.</summary>
    internal LlmEval.Reporting.AnswersFile? Answers { get; init; }
}
