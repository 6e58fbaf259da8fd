using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting.History;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Reporting;

/// <summary>A verdict with what a report says of its origin.</summary>
public sealed record ReportedSuite
{
    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What the model is now, or null.</summary>
    public string? ModelIdentity { get; init; }

    /// <summary>What the model was when the baseline was accepted, or null.</summary>
    public string? BaselineIdentity { get; init; }

    /// <summary>Full path of the result, or null.</summary>
    public string? ResultPath { get; init; }

    /// <summary>Samples that a model answered in this run.</summary>
    public int SamplesDrawn { get; init; }

    /// <summary>What the calls of this run used that drew first samples.</summary>
    public Usage UsedForAnswers { get; init; } = Usage.None;

    /// <summary>What the calls of this run used that confirmed or cleared a suspicion.</summary>
    public Usage UsedForConfirmation { get; init; } = Usage.None;

    /// <summary>What the calls of this run used that drew the samples which a baseline holds back.</summary>
    public Usage UsedForHeldBack { get; init; } = Usage.None;

    /// <summary>Whether answers were found to repeat byte for byte, so that one sample a case was judged.</summary>
    public bool AnswersRepeat { get; init; }

    /// <summary>What the calls of this run used that judged answers.</summary>
    public Usage UsedForJudging { get; init; } = Usage.None;

    /// <summary>Whether the run called a model at all.</summary>
    internal bool HasUsage => (UsedForAnswers + UsedForHeldBack + UsedForConfirmation + UsedForJudging).Calls > 0;

    /// <summary>Currency of what judging cost.</summary>
    public string JudgeCurrency { get; init; } = ModelPrice.DefaultCurrency;

    /// <summary>Currency of the money in the others.</summary>
    public string Currency { get; init; } = ModelPrice.DefaultCurrency;

    /// <summary>The effective sampling parameters.</summary>
    public ModelParameters Parameters { get; init; } = ModelParameters.Empty;

    /// <summary>How the metrics moved since they were accepted; empty without a baseline.</summary>
    public IReadOnlyList<MetricHistory> History { get; init; } = [];

    /// <summary><see cref="History"/> where it can be told: the mean of a part and the accepted mean of all are not comparable.</summary>
    internal IReadOnlyList<MetricHistory> ShownHistory => Verdict.IsPartial ? [] : History;

    /// <summary>What changed since the baseline was accepted; null without a baseline.</summary>
    public SinceBaseline? Since { get; init; }

    /// <summary>The baseline's accepts, oldest first; empty without a baseline.</summary>
    public IReadOnlyList<BaselineEntry> Accepts { get; init; } = [];

    /// <summary>The cases with their first samples as far as they are known; empty where the model is not known.</summary>
    public IReadOnlyList<CaseScores> Cases { get; init; } = [];

    /// <summary>The metrics, in the order of the cases' cells.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>What it was compared with, or null.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The suite, or null.</summary>
    public EvalSuite? Source { get; init; }

    /// <summary>The suite's file, or null.</summary>
    public string? SuitePath { get; init; }

    /// <summary>
    /// The last answer of the first sample of a case that the baseline was accepted for, by the case's id: of the cases that the verdict names, where the cache or a file of answers still has it. Null of a private suite, and where nobody looked.
    /// </summary>
    public Func<string, string?>? BaselineAnswer { get; init; }

    /// <summary>Earlier runs of the suite with the model, this one last where it was a run; oldest first, empty where none are remembered.</summary>
    public IReadOnlyList<HistoryRun> Runs { get; init; } = [];

    /// <summary>Whether the suite's texts must not be shown.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether tests hand its answers over.</summary>
    public bool IsHandedOver { get; init; }
}
