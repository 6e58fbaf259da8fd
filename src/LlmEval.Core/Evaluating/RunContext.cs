using LlmEval.Accepted;
using LlmEval.Caching;
using LlmEval.Manifests;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Evaluating;

/// <summary>What all suites of one evaluation share.</summary>
internal sealed record RunContext
{
    public required Manifest Manifest { get; init; }

    /// <summary>What the providers of models know of the project.</summary>
    public required ModelContext Models { get; init; }

    public required EvaluationMode Mode { get; init; }

    public required EvalFilter Filter { get; init; }

    public required ResponseCache Cache { get; init; }

    /// <summary>Says why answers are not in the cache.</summary>
    public required MissExplainer Misses { get; init; }

    public required IRunObserver Observer { get; init; }

    /// <summary>Is told what goes to the results, see <see cref="EvaluationRequest.Said"/>.</summary>
    public Action<string, string, ResultCase>? Said { get; init; }

    /// <summary>How often answers were drawn anew.</summary>
    public required Redraws Redraws { get; init; }

    /// <summary>Whether all answers are drawn anew in this run.</summary>
    public bool IsFresh { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Earlier contents of the project's files.</summary>
    public GitHistory History => field ??= GitHistory.Of(Manifest.ProjectDirectory);

    /// <summary>Whether the samples that a baseline holds back are drawn as well.</summary>
    public bool HeldBack { get; init; }

    /// <summary>Whether results are being accepted: what is known is looked at once more, and nothing but what a baseline holds back is drawn.</summary>
    public bool IsAccepting { get; init; }

    /// <summary>
    /// Whether the gate also evaluates suites that match their baselines (<c>LlmEvalUnchanged=run</c>): to see that this machine and
    /// its native library give the answers that were accepted elsewhere.
    /// </summary>
    public bool RunsUnchanged => !IsAccepting && string.Equals(Manifest.Setting("LlmEvalUnchanged"), "run", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a baseline must be there: on a build server, in the gate.</summary>
    public bool RequiresBaseline => Manifest.IsContinuousIntegration && Mode == EvaluationMode.Run;
}
