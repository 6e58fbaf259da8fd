using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Sensitivity;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Accepted;

/// <summary>
/// Turns judged results into committed baselines. What is accepted was judged before; the model is asked only for the samples that a baseline holds back, whose calls and price are told first.
/// </summary>
public sealed class Accepting
{
    private readonly Evaluation _evaluation;
    private readonly HeldBackAcceptance _heldBack;
    private readonly TimeProvider _time;

    /// <summary>Creates it.</summary>
    /// <param name="evaluation">Judges the present state.</param>
    /// <param name="time">Dates the accept; the system's when null.</param>
    public Accepting(Evaluation evaluation, TimeProvider? time = null) =>
        (_evaluation, _heldBack, _time) = (evaluation, new HeldBackAcceptance(evaluation), time ?? TimeProvider.System);

    /// <summary>Accepts the results that the cache holds, and draws the samples that a baseline holds back where they are not there yet.</summary>
    /// <param name="request">The project and, as filter, which suites and models; the mode is ignored.</param>
    /// <param name="reason">Why; needed when a metric falls.</param>
    /// <param name="cancellationToken">Cancels it before anything is written.</param>
    public async Task<AcceptedBaselines> AcceptAsync(EvaluationRequest request, string? reason, CancellationToken cancellationToken)
    {
        if (RefusedOnServer(request.Manifest) is { } refused) { return refused; }

        bool holdsBack = HeldBackAcceptance.IsWanted(request);
        EvaluationResult result = await _evaluation.RunAsync(
            request with { Mode = EvaluationMode.Cached, HeldBack = holdsBack, IsAccepting = true }, cancellationToken).ConfigureAwait(false);
        DiagnosticBag diagnostics = new();
        diagnostics.AddRange(Mistakes(result));
        List<SuiteOutcome> chosen = [], mended = [];
        List<(SuiteOutcome Outcome, Baseline Candidate)> handed = [];
        foreach (SuiteOutcome outcome in diagnostics.HasErrors ? [] : result.Outcomes)
        {
            // There is nothing of it to accept; its baseline stays as it is, and keeps no other from being accepted.
            if (VerdictDiagnostics.IsAllSkipped(outcome.Verdict)) { continue; }

            if (outcome.IsHandedOver)
            {
                if (await HandedAsync(request, outcome, diagnostics, cancellationToken).ConfigureAwait(false) is { } given) { handed.Add(given); }

                continue;
            }

            if (outcome.IsUnchanged && !outcome.Verdict.IsPartial)
            {
                // Every key is the present one's, so that what was merged is right case by case; only its means and its record are not.
                if (outcome.Committed is { Integrity: BaselineIntegrity.Merged or BaselineIntegrity.Edited } merged) { mended.Add(outcome with { Candidate = merged }); }

                continue;
            }

            if (outcome.Candidate is not null) { chosen.Add(outcome); }
            else if (!HeldBackAcceptance.IsUnchanged(outcome) || outcome.Verdict.IsPartial)
            {
                diagnostics.Add(outcome.Refusal ?? Diagnostics.AcceptRefused.At(outcome.Suite.Location,
                    $"The results of '{outcome.Suite.Name}' with '{outcome.Model}' cannot be accepted: they are not complete ({outcome.Verdict.Kind.Words()}{Missing(outcome)}). Run the gate first; what it cannot score (LLM2005) stays missing until its cause is mended."));
            }
        }

        IReadOnlyList<SuiteOutcome> whole = diagnostics.HasErrors || !holdsBack ? chosen
            : await _heldBack.DrawAsync(request, chosen, diagnostics, cancellationToken).ConfigureAwait(false);
        return Write(request.Manifest, [.. whole.Concat(mended).Select(o => (o, o.Candidate!)), .. handed], reason, diagnostics);
    }

    /// <summary>Accepts a candidate that was judged elsewhere, after checking that its keys are those of the working tree.</summary>
    /// <param name="request">The project; the mode is ignored.</param>
    /// <param name="path">The candidate's file.</param>
    /// <param name="reason">Why; needed when a metric falls.</param>
    /// <param name="cancellationToken">Cancels it before anything is written.</param>
    public async Task<AcceptedBaselines> AcceptFromAsync(EvaluationRequest request, string path, string? reason, CancellationToken cancellationToken)
    {
        if (RefusedOnServer(request.Manifest) is { } refused) { return refused; }

        DiagnosticBag diagnostics = new();
        if (Baseline.Load(path, diagnostics) is not { } candidate) { return Write(request.Manifest, [], reason, diagnostics); }

        if (await CheckedAsync(request, path, candidate, diagnostics, cancellationToken).ConfigureAwait(false) is not { } outcome) { return Write(request.Manifest, [], reason, diagnostics); }

        AcceptedBaselines accepted = Write(request.Manifest, [(outcome, candidate)], reason, diagnostics);
        if (!accepted.IsRefused) { Epochs.Load(request.Manifest.OutputDirectory, _time).Leave(candidate.Suite, candidate.Model); }

        return accepted;
    }

    /// <summary>The present state of the suite and model that a candidate was judged for; null, with the refusal, when the working tree is another.</summary>
    private async Task<SuiteOutcome?> CheckedAsync(
        EvaluationRequest request, string path, Baseline candidate, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        EvaluationResult result = await _evaluation.RunAsync(
            request with
            {
                Mode = EvaluationMode.Cached,
                AssumedIdentities = new Dictionary<string, string>(StringComparer.Ordinal) { [candidate.Model] = candidate.ModelIdentity },
                AssumedEpoch = (candidate.Suite, candidate.Model, candidate.Origin.Epoch),
            },
            cancellationToken).ConfigureAwait(false);
        diagnostics.AddRange(Mistakes(result));
        if (diagnostics.HasErrors) { return null; }

        SuiteOutcome? outcome = result.Outcomes.FirstOrDefault(o => o.Suite.Name == candidate.Suite && o.Model == candidate.Model);
        Baseline compared = outcome is null ? candidate : SkippedRows.Without(candidate, outcome.Verdict.Skipped);
        if (outcome is null || !compared.Matches(outcome.Cases, outcome.Metrics) || !compared.HasSuiteScores(outcome.SuiteMetrics.Where(m => !m.IsUsage)))
        {
            string cause = outcome is null
                ? $"the project has no suite '{candidate.Suite}' with the model '{candidate.Model}'"
                : $"it was judged for other prompts, cases, checks, parameters or weights than those of the working tree ({Differing(compared, outcome)})";
            diagnostics.Add(Diagnostics.AcceptRefused, new Location(path), $"The candidate cannot be accepted: {cause}. {(outcome?.IsHandedOver == true ? "Run dotnet test once more, without a filter" : "Take the candidate of a run of this very commit")}.");
            return null;
        }

        // The answers of a candidate that was judged elsewhere come with it.
        return outcome.KeepsAnswers ? outcome with { Answers = AnswersFile.Read(FileNames.Answers(path)) ?? outcome.Answers } : outcome;
    }

    /// <summary>What the last complete run of the tests left of a suite whose answers are handed over: nobody else can be asked for them. Null, with the refusal or because it is accepted already.</summary>
    private async Task<(SuiteOutcome Outcome, Baseline Candidate)?> HandedAsync(
        EvaluationRequest request, SuiteOutcome outcome, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        string path = Path.Combine(request.Manifest.OutputDirectory, FileNames.Candidate(outcome.Suite.Name, outcome.Model));
        if (!File.Exists(path))
        {
            diagnostics.Add(Diagnostics.AcceptRefused, outcome.Suite.Location,
                $"There is nothing to accept of '{outcome.Suite.Name}' with '{outcome.Model}': its answers are handed over by tests, and no complete run of them left a candidate. Run dotnet test first, without a filter.");
            return null;
        }

        if (Baseline.Load(path, diagnostics) is not { } candidate
            || await CheckedAsync(request, path, candidate, diagnostics, cancellationToken).ConfigureAwait(false) is not { } known) { return null; }

        return known.Baseline is { Entries: [.., { Content: { } accepted }] } && accepted == BaselineWriter.ContentOf(candidate) ? null : (known, candidate);
    }

    /// <summary>Accepting is a person's act: refused on CI whatever the state, so that no pipeline comes to rely on it.</summary>
    private static AcceptedBaselines? RefusedOnServer(Manifest manifest) => !manifest.IsContinuousIntegration ? null : new AcceptedBaselines(
        [Diagnostics.AcceptRefused.At(new Location(manifest.Project), $"Nothing can be accepted here: {Acceptance.OnServer}.")], []);

    private static string Missing(SuiteOutcome outcome)
    {
        string[] cases = [.. outcome.Verdict.Findings.SelectMany(f => f.Cases).Distinct(StringComparer.Ordinal)];
        return cases.Length == 0 ? string.Empty : $"; without scored answers: {Names.Few(cases)}";
    }

    /// <summary>What the next build says of an accepted baseline and still is an error, because no baseline changes it.</summary>
    private static IEnumerable<Diagnostic> StillRed(SuiteOutcome outcome, Baseline accepted)
    {
        if (GatePlan.Bind(outcome.Suite.Gate, [.. outcome.Metrics, .. outcome.SuiteMetrics.Select(m => m.Metric)], new DiagnosticBag()) is not { } plan) { yield break; }

        GateInput next = new()
        {
            Suite = accepted.Suite,
            Model = accepted.Model,
            ModelIdentity = accepted.ModelIdentity,
            Plan = plan,
            Metrics = outcome.Metrics,
            SuiteMetrics = outcome.SuiteMetrics,
            Cases = WithTags(accepted, outcome),
            Baseline = accepted,
            IsDeterministic = accepted.IsDeterministic,
            Sampling = SamplePlan.Of(accepted.SamplesPerCase),
            Inputs = accepted.Inputs,
        };
        if (Gate.Judge(next) is not Verdict verdict) { yield break; }

        foreach (Finding finding in verdict.Findings.Where(f => f.Kind is VerdictKind.MustPass or VerdictKind.BelowFloor))
        {
            yield return finding.Descriptor.At(
                VerdictDiagnostics.At(finding, outcome.Suite),
                $"{accepted.Suite} x {accepted.Model}: accepted, but the next build is still red: {finding.Text} (accepting does not change floors and must-pass)",
                Severity.Warning);
        }
    }

    /// <summary>What the next comparison could not see, while somebody is looking at the suite.</summary>
    private static Diagnostic? Blind(SuiteOutcome outcome, Baseline accepted) =>
        GatePlan.Bind(outcome.Suite.Gate, [.. outcome.Metrics, .. outcome.SuiteMetrics.Select(m => m.Metric)], new DiagnosticBag()) is not { } plan ? null
            : SuiteSensitivity.Of(accepted, outcome.Cases, outcome.Metrics, plan, SamplePlan.Of(accepted.SamplesPerCase), family: 1, canDraw: !outcome.IsHandedOver)?.Finding?.At(outcome.Suite.Location);

    /// <summary>The accepted cases with the tags of the suite's, which a baseline does not keep.</summary>
    private static CaseScores[] WithTags(Baseline accepted, SuiteOutcome outcome)
    {
        CaseScores[] cases = [.. accepted.Cases];
        foreach (CaseScores item in outcome.Cases)
        {
            if (item.Tags.Count > 0 && accepted.IndexOf(item.Id) is >= 0 and int place) { cases[place] = cases[place] with { Tags = item.Tags }; }
        }

        return cases;
    }

    private static IEnumerable<Diagnostic> Mistakes(EvaluationResult result) =>
        result.Diagnostics.Where(d => d.IsError && (result.Outcomes.Count == 0 || d.Family != DiagnosticFamily.Verdict));

    private static string Differing(Baseline candidate, SuiteOutcome outcome)
    {
        Dictionary<string, CaseScores> theirs = candidate.Cases.ToDictionary(c => c.Id, StringComparer.Ordinal);
        int differing = outcome.Cases.Count(k => !theirs.TryGetValue(k.Id, out CaseScores? their) || !their.HasKeysOf(k));
        int gone = candidate.Cases.Count - outcome.Cases.Count(k => theirs.ContainsKey(k.Id));
        return differing + gone == 0 ? "a check differs" : FormattableString.Invariant($"{differing + gone} of {outcome.Cases.Count} cases differ");
    }

    private AcceptedBaselines Write(
        Manifest manifest, IReadOnlyList<(SuiteOutcome Outcome, Baseline Candidate)> chosen, string? reason, DiagnosticBag diagnostics)
    {
        List<(SuiteOutcome Outcome, Baseline Baseline)> accepted = [];
        foreach ((SuiteOutcome outcome, Baseline candidate) in chosen)
        {
            Baseline? baseline = Acceptance.Accept(
                new AcceptanceRequest
                {
                    Candidate = candidate,
                    Current = outcome.Committed,
                    Reason = reason,
                    Date = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime),
                    ToolVersion = Evaluation.ToolVersion,
                    IsContinuousIntegration = manifest.IsContinuousIntegration,
                    CasesWithoutId = outcome.CasesWithoutId,
                    Location = outcome.Suite.Location,
                },
                diagnostics);
            if (baseline is not null) { accepted.Add((outcome, baseline)); }
        }

        // All or nothing: half an accept would be a state that nobody asked for.
        if (diagnostics.HasErrors) { accepted.Clear(); }

        AtomicFile.WriteAll(
        [
            .. accepted.Select(a => (a.Outcome.BaselinePath, (Action<Stream>)a.Baseline.Write)),
            .. accepted.Where(a => a.Outcome.Answers is not null).Select(a => (FileNames.Answers(a.Outcome.BaselinePath), (Action<Stream>)a.Outcome.Answers!.Write)),
        ]);
        foreach ((SuiteOutcome outcome, _) in accepted)
        {
            // Those of an earlier accept are of other answers.
            if (outcome is { Answers: null, IsUnchanged: false } && File.Exists(FileNames.Answers(outcome.BaselinePath))) { File.Delete(FileNames.Answers(outcome.BaselinePath)); }
        }

        foreach ((SuiteOutcome outcome, Baseline whole) in accepted)
        {
            Baseline baseline = SkippedRows.Without(whole, outcome.Verdict.Skipped);
            diagnostics.AddRange(StillRed(outcome, baseline));
            if (!outcome.IsHandedOver) { HeldBackAcceptance.WarnOf(outcome, baseline, diagnostics); }

            if (Blind(outcome, baseline) is { } blind) { diagnostics.Add(blind); }
        }

        return new AcceptedBaselines(diagnostics.Items, [.. accepted.Select(a => a.Outcome.BaselinePath)]);
    }
}
