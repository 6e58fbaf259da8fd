using LlmEval.Binding;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Estimating;

/// <summary>Reckons what a suite and model will ask for: answers, judging, confirmation, and what accepting would draw. Asks nobody.</summary>
internal sealed class SuiteEstimating(SuiteRun of, CaseDrawing drawing, JudgeHosts judges, ScoringModels models)
{
    /// <summary>Fresh samples of a must-pass case that failed, where one cannot stand for all; see <see cref="Gating.Rules"/>.</summary>
    private const int FreshOfMustPass = 3;

    private readonly SuiteBinding _suite = of.Suite.Binding;
    private readonly int _answerTokens = TokenEstimate.MostAnswer(of.Model.Parameters);

    /// <summary>What judging so many fresh samples of a case takes at most.</summary>
    public Usage Judged(BoundCase bound, int samples) => new JudgeEstimator(judges, models, _answerTokens).Fresh(bound, samples);

    /// <summary>What a run asks for.</summary>
    /// <param name="plan">How many samples each stage draws.</param>
    /// <param name="first">Samples that each case begins with.</param>
    /// <param name="isDeterministic">Whether one sample stands for all.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="isStored">Whether the baseline holds the scores of a case, so that its answers are not needed.</param>
    /// <param name="isTrustKnown">Whether it is known how far the judges can be trusted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RunEstimate> RunAsync(
        SamplePlan plan, int first, bool isDeterministic, IEnumerable<PlacedCase> cases, Func<int, bool> isStored, bool isTrustKnown, CancellationToken cancellationToken)
    {
        RunEstimator estimator = drawing.Estimator(0, first);
        JudgeEstimator judging = new(judges, models, _answerTokens);
        Usage confirming = Usage.None;
        foreach ((BoundCase bound, int place) in cases)
        {
            bool isKept = isStored(place);
            foreach (Sample? known in estimator.Add(bound.Planned, isKept))
            {
                if (!isKept) { await judging.AddAsync(bound, known, cancellationToken).ConfigureAwait(false); }
            }

            int fresh = Fresh(plan, isDeterministic, bound.Planned, isKept);
            estimator.AddFresh(bound.Planned, fresh);
            confirming += judging.Fresh(bound, fresh);
        }

        if (!isTrustKnown) { judging.AddTrust(cases.Select(c => c.Case)); }

        RunEstimate estimate = estimator.Result();
        return estimate with
        {
            Confirmation = estimate.Confirmation with { Most = estimate.Confirmation.Most + confirming },
            Judge = judging.Result,
            IsJudgePriceUnknown = _suite.Judges.Any(j => j.Price is null),
        };
    }

    /// <summary>What drawing the samples that a baseline holds back asks for, judging included.</summary>
    /// <param name="plan">Which they are.</param>
    /// <param name="cases">The cases that the baseline does not have them of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<CallEstimate> HeldBackAsync(SamplePlan plan, IEnumerable<PlacedCase> cases, CancellationToken cancellationToken)
    {
        RunEstimator estimator = drawing.Estimator(plan.HeldBackFrom, plan.HeldBack);
        JudgeEstimator judging = new(judges, models, _answerTokens);
        foreach ((BoundCase bound, _) in cases)
        {
            foreach (Sample? known in estimator.Add(bound.Planned, isStored: false)) { await judging.AddAsync(bound, known, cancellationToken).ConfigureAwait(false); }
        }

        CallEstimate answers = estimator.Result().Answers, judged = judging.Result;
        return new CallEstimate(answers.Expected + judged.Expected, answers.Most + judged.Most);
    }

    /// <summary>Fresh samples of a case, at most: those of a mean that fell and those of a case that looks lost have the same numbers.</summary>
    private int Fresh(SamplePlan plan, bool isDeterministic, PlannedCase planned, bool isKept)
    {
        bool mustPass = planned.Case.MustPass, isCompared = of.Baseline is not null && !isKept;
        return isDeterministic ? mustPass || of.Baseline is not null ? 1 : 0
            : Math.Max(mustPass ? FreshOfMustPass : 0, isCompared ? Math.Max(plan.Confirm, plan.ConfirmCase) : 0);
    }
}
