using LlmEval.Accepted;
using LlmEval.Aside;
using LlmEval.Binding;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Rules;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Evaluating;

/// <summary>
/// Judges the suites of a project: first says which match their baselines, so that it is known how many are judged afresh; then draws and judges these, model by model; then steps down, see <see cref="SuiteFamily"/>.
/// </summary>
internal sealed class ProjectJudging(RunContext run, ModelIdentities identities, BaselineFiles baselines, JudgeHosts judges, DiagnosticBag diagnostics)
{
    /// <summary>A suite and model on its way to an outcome.</summary>
    private sealed class Member(SuiteCases suite, ModelBinding model)
    {
        public SuiteCases Suite { get; } = suite;

        public ModelBinding Model { get; } = model;

        public SuiteRun? Run { get; set; }

        public SuiteEvaluator? Evaluator { get; set; }

        public SuiteOutcome? Outcome { get; set; }

        public int Family { get; set; } = 1;

        public bool IsCompared { get; set; }

        public string? Redrawn { get; set; }
    }

    private bool _failed;

    /// <summary>Judges every suite and model, in the order of the suites; says whether everything was.</summary>
    public async Task<bool> JudgeAsync(IReadOnlyList<SuiteCases> suites, List<SuiteOutcome> outcomes, CancellationToken cancellationToken)
    {
        Member[] members = [.. suites.SelectMany(s => s.Binding.Models.Where(m => s.Cases[m].Length + s.ToldSkipped[m].Count > 0).Select(m => new Member(s, m)))];

        // Model by model, so that no two local models are held at once.
        IGrouping<ModelSpec, Member>[] groups = [.. members.GroupBy(m => m.Model.Spec)];
        Dictionary<ModelSpec, ModelHost> hosts = [];
        foreach (IGrouping<ModelSpec, Member> group in groups)
        {
            ModelIdentity? identity = await identities.OfAsync(group.First().Model, diagnostics, cancellationToken).ConfigureAwait(false);
            hosts.Add(group.Key, new ModelHost(group.First().Model.Provider, group.Key, run.Models, cancellationToken, identity));
            foreach (Member member in group) { Try(() => Begin(member, identity, HostOf(group.Key, hosts[group.Key]))); }
        }

        int family = Math.Max(1, members.Count(m => m.IsCompared));
        foreach (IGrouping<ModelSpec, Member> group in groups)
        {
            await using ModelHost own = hosts[group.Key];
            foreach (Member member in group.Where(m => m.Evaluator is not null))
            {
                cancellationToken.ThrowIfCancellationRequested();
                member.Family = member.IsCompared ? family : 1;
                await TryAsync(async () => member.Outcome = await EvaluateAsync(member, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                NoteRedraw(member);
                if (!member.IsCompared) { member.Evaluator = null; }
            }
        }

        await StepDownAsync(members, cancellationToken).ConfigureAwait(false);
        run.Redraws.Save();
        foreach (SuiteOutcome outcome in members.Where(m => m.Outcome is not null).Select(m => m.Redrawn is null ? m.Outcome! : m.Outcome! with { Verdict = m.Outcome.Verdict with { Redrawn = m.Redrawn } }))
        {
            _failed |= outcome.Verdict.Kind is VerdictKind.NotEvaluated or VerdictKind.ModelMissing or VerdictKind.Error;
            outcomes.Add(outcome);
            if (outcome.HeldBackLacking is { } lacking && run is { Mode: EvaluationMode.Run, IsAccepting: false })
            {
                diagnostics.Add(Diagnostics.NoHeldBack, outcome.Suite.Location,
                    $"The candidate of '{outcome.Suite.Name}' with '{outcome.Model}' does not hold back samples: {lacking}. Run again with them, or let accepting draw them.");
            }

            diagnostics.AddRange(VerdictDiagnostics.Of(outcome.Verdict, outcome.Suite, run.Manifest, run.Mode == EvaluationMode.Run));
        }

        return !_failed && !diagnostics.Items.Any(d => d is { IsError: true, Family: DiagnosticFamily.Infrastructure });
    }

    /// <summary>Compares the keys with the baseline's: what matches is done.</summary>
    private void Begin(Member member, ModelIdentity? identity, ModelHost? host)
    {
        EvalSuite suite = member.Suite.Binding.Suite;
        string path = baselines.PathOf(suite, member.Model.Spec.Name);
        if (member.Suite.Cases[member.Model].Length == 0)
        {
            member.Outcome = Bare(member, path, Gate.Judge) with { ModelIdentity = identity?.Key };
            return;
        }

        if (identity is null)
        {
            member.Outcome = Missing(member, path);
            return;
        }

        Baseline? committed = baselines.Load(suite, member.Model.Spec, diagnostics);
        Baseline? baseline = committed is null ? null : SkippedRows.Without(committed, member.Suite.Skipped);
        if (baseline is not null) { ShareTexts(member.Suite.Cases[member.Model], baseline); }

        member.Run = new SuiteRun { Run = run, Suite = member.Suite, Model = member.Model, Identity = identity, Baseline = baseline, Committed = committed, BaselinePath = path };
        SuiteEvaluator evaluator = new(member.Run, host, judges);
        if (!(run is { IsAccepting: true, HeldBack: true } && evaluator.LacksHeldBack) && evaluator.Unchanged() is { } same)
        {
            member.Outcome = same with { CasesWithoutId = member.Suite.WithoutId };
            return;
        }

        member.Evaluator = evaluator;
        member.IsCompared = evaluator.IsCompared;
    }

    /// <summary>Draws what is missing and judges, within the suite's limit of time.</summary>
    private async Task<SuiteOutcome> EvaluateAsync(Member member, CancellationToken cancellationToken)
    {
        EvalSuite suite = member.Suite.Binding.Suite;
        using CancellationTokenSource time = new(suite.Limits.Time is { } longest && longest < Conversation.Longest ? longest : Timeout.InfiniteTimeSpan, run.Time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            SuiteOutcome outcome = await member.Evaluator!.EvaluateAsync(
                member.Family, Path.Combine(run.Manifest.OutputDirectory, suite.VariantOf is null ? string.Empty : SuiteVariant.Folder, FileNames.Result(suite.Name, member.Model.Spec.Name)), limit.Token).ConfigureAwait(false);
            return outcome with { CasesWithoutId = member.Suite.WithoutId };
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LlmEvalException(Diagnostics.LimitReached.At(suite.Limits.Location, FormattableString.Invariant(
                $"The run of '{suite.Name}' reached its limit of {suite.Limits.Time!.Value.TotalSeconds} s and stopped. What was drawn is kept: run again to go on, or raise 'limits: time'.")));
        }
    }

    /// <summary>Counts how often the same answers were drawn anew; a part of a suite is drawn anew for once.</summary>
    private void NoteRedraw(Member member)
    {
        if (member.Outcome is not { } outcome || member.Run!.IsPartial) { return; }

        string key = member.Evaluator!.DrawnKey;
        if (run is { Mode: EvaluationMode.Run, IsAccepting: false } && SuiteFamily.WasJudged(outcome.Verdict)
            && (run.IsFresh || member.Model.Spec.MaxAge is null || !run.Redraws.IsKnown(key)))
        {
            // An epoch that began because the answers were too old was nobody's choice.
            run.Redraws.Note(key, member.Run.Epoch);
        }

        member.Redrawn = run.Redraws.Sentence(key);
    }

    private async Task StepDownAsync(Member[] members, CancellationToken cancellationToken)
    {
        Member[] judged = [.. members.Where(m => m.IsCompared && m.Outcome is { } outcome && SuiteFamily.WasJudged(outcome.Verdict))];
        await SuiteFamily.StepDownAsync(judged, m => m.Family, m => m.Outcome!.Verdict, (m, family) => JudgeAgainAsync(m, family, cancellationToken)).ConfigureAwait(false);
        foreach (Member member in judged)
        {
            member.Outcome = member.Outcome! with { Verdict = member.Outcome.Verdict with { Family = judged.Length } };
        }
    }

    /// <summary>
    /// Judges what is drawn once more as one of so many. Where that makes a failure of it, or needs samples, all that comes before a failure is done as it always is; the answers are in the cache.
    /// </summary>
    private async Task JudgeAgainAsync(Member member, int family, CancellationToken cancellationToken)
    {
        member.Family = family;
        SuiteOutcome before = member.Outcome!;
        if (member.Evaluator!.JudgeAgain(family) is { } verdict && !SuiteFamily.IsRejected(verdict) && !ControlRule.Concerns(verdict))
        {
            member.Outcome = before with { Verdict = verdict };
            return;
        }

        await using ModelHost own = new(member.Model.Provider, member.Model.Spec, run.Models, cancellationToken, member.Run!.Identity);
        member.Evaluator = new SuiteEvaluator(member.Run, HostOf(member.Model.Spec, own), judges);
        await TryAsync(async () =>
        {
            SuiteOutcome after = await EvaluateAsync(member, cancellationToken).ConfigureAwait(false);
            member.Outcome = after with
            {
                Estimate = before.Estimate,
                SamplesDrawn = before.SamplesDrawn + after.SamplesDrawn,
                UsedForAnswers = before.UsedForAnswers + after.UsedForAnswers,
                UsedForConfirmation = before.UsedForConfirmation + after.UsedForConfirmation,
                UsedForHeldBack = before.UsedForHeldBack + after.UsedForHeldBack,
                UsedForJudging = before.UsedForJudging + after.UsedForJudging,
            };
        }).ConfigureAwait(false);
    }

    /// <summary>Who answers: a model that judges as well is started once; null where nothing may be drawn.</summary>
    private ModelHost? HostOf(ModelSpec model, ModelHost own) => run.Mode == EvaluationMode.Run ? judges.HostOf(model.Name) ?? own : null;

    private void Try(Action work)
    {
        try { work(); }
        catch (LlmEvalException e) { Note(e); }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try { await work().ConfigureAwait(false); }
        catch (LlmEvalException e) { Note(e); }
    }

    private void Note(LlmEvalException failure)
    {
        _failed = true;
        diagnostics.Add(failure.Diagnostic);
    }

    /// <summary>Lets cases and baseline hold the same ids.</summary>
    private static void ShareTexts(CaseScores[] cases, Baseline baseline)
    {
        for (int i = 0; i < cases.Length; i++)
        {
            if (baseline.IndexOf(cases[i].Id) is >= 0 and int place) { cases[i] = cases[i] with { Id = baseline.Cases[place].Id }; }
        }
    }

    private SuiteOutcome Missing(Member member, string baselinePath)
    {
        (string what, string mend) = ModelAbsence.Of(member.Model, run.Models);
        return Bare(member, baselinePath, input => Gate.ModelMissing(input, $"The model '{member.Model.Spec.Name}' cannot be used: {what}. {mend}."));
    }

    /// <summary>An outcome without answers.</summary>
    private static SuiteOutcome Bare(Member member, string baselinePath, Func<GateInput, GateOutcome> judge)
    {
        GateInput input = new()
        {
            Suite = member.Suite.Binding.Suite.Name,
            Model = member.Model.Spec.Name,
            ModelIdentity = string.Empty,
            Plan = member.Suite.Binding.Gate!,
            Metrics = member.Suite.Binding.Metrics,
            Cases = member.Suite.Cases[member.Model],
            Skipped = member.Suite.ToldSkipped[member.Model],
        };
        return new SuiteOutcome
        {
            Suite = member.Suite.Binding.Suite,
            Model = member.Model.Spec.Name,
            BaselinePath = baselinePath,
            Verdict = (Verdict)judge(input),
            Parameters = member.Model.Parameters,
            IsHandedOver = member.Model.IsHandedOver,
        };
    }
}
