using LlmEval.Binding;
using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Gating.Rules;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;

namespace LlmEval.Accepted;

/// <summary>
/// Before a suite fails whose model a vendor may change under its name: asks the baseline's own requests again, and lets <see cref="ControlRule"/> judge whether they fell as well.
/// The samples are of a period of their own that the present requests name, so that no earlier answer can stand in for them, and the same build that is judged again reads what it read.
/// </summary>
internal sealed class ModelControl(SuiteRun suite, ModelHost? host, ScoringModels judge)
{
    /// <summary>Cases that are asked again, spread over the suite: enough to see five points, and a bound on the price.</summary>
    public const int MostCases = 200;

    private CaseDrawing? _drawing;

    /// <summary>Whether the model is one that somebody charges for, or that may change under its name. Who accepts has looked at the verdict, and pays for what is held back alone.</summary>
    public bool IsConcerned => !suite.Run.IsAccepting && suite.Baseline is not null && (suite.Model.IsCharged || !suite.Identity.IsPinned);

    /// <summary>What its calls used.</summary>
    public Usage Used => _drawing?.Used ?? Usage.None;

    /// <summary>Samples that the model answered.</summary>
    public int Count => _drawing?.Count ?? 0;

    /// <summary>The verdict after the control; any but a regression of a model that is concerned as it is.</summary>
    /// <param name="input">What was judged.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="cases">The suite's cases.</param>
    /// <param name="prompt">Finds the baseline's prompt.</param>
    /// <param name="cancellationToken">Ends it; what was drawn is in the cache.</param>
    public async Task<Verdict> JudgeAsync(
        GateInput input, Verdict verdict, Func<IEnumerable<PlacedCase>> cases, Func<CancellationToken, Task<BaselinePrompt?>> prompt, CancellationToken cancellationToken)
    {
        if (!IsConcerned || !ControlRule.Concerns(verdict)) { return verdict; }

        ControlSamples control;
        try { control = await DrawAsync(input, verdict, cases, await prompt(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false); }
        catch (LlmEvalException e) when (e.Diagnostic.Descriptor == Diagnostics.LimitReached)
        {
            control = new ControlSamples { NotChecked = "the limits of the run leave no room for it" };
        }

        return ControlRule.Judge(input, verdict, control);
    }

    /// <summary>What the control asks for at most.</summary>
    /// <param name="sampling">The samples of a case.</param>
    /// <param name="cases">The suite's cases.</param>
    /// <param name="prompt">The baseline's prompt, or null.</param>
    /// <param name="judged">What judging so many fresh samples of a case takes at most.</param>
    public Usage Most(SamplePlan sampling, IEnumerable<PlacedCase> cases, BaselinePrompt? prompt, Func<BoundCase, int, Usage> judged)
    {
        if (!IsConcerned || IsOther) { return Usage.None; }

        BaselineRequests requests = new(suite, prompt);
        Usage sum = Usage.None;
        int samples = Math.Max(sampling.Confirm, sampling.ConfirmCase), asked = 0;
        foreach ((BoundCase present, _) in cases)
        {
            if (asked == MostCases || requests.Of(present) is not { } request) { continue; }

            asked++;
            long answer = TokenEstimate.MostAnswer(requests.Parameters), calls = Math.Max(request.Planned.Calls, request.Planned.Case.Replies is null ? 1 : request.Planned.MaxSteps);
            long input = (calls * TokenEstimate.Most(request.Planned.FirstRequest(), requests.Parameters)) + (answer * calls * (calls - 1) / 2);
            foreach (string turn in request.Planned.Turns) { input += calls * System.Text.Encoding.UTF8.GetByteCount(turn); }

            sum += new Usage(samples * calls, samples * input, samples * calls * answer, suite.Model.Price?.Of(samples * calls, samples * input, samples * calls * answer));
            sum += judged(request, samples);
        }

        return sum;
    }

    /// <summary>Whether the item now names another model than the baseline's: a change of the project's own.</summary>
    private bool IsOther => suite.Baseline!.ModelIdentity != suite.Identity.Key;

    private async Task<ControlSamples> DrawAsync(
        GateInput input, Verdict verdict, Func<IEnumerable<PlacedCase>> cases, BaselinePrompt? prompt, CancellationToken cancellationToken)
    {
        if (IsOther) { return Not("the project itself names another model than the baseline's"); }

        BaselineRequests requests = new(suite, prompt);
        (int[] paired, bool isPresent) = Paired(requests, cases());
        if (isPresent) { return new ControlSamples { IsPresent = true }; }

        HashSet<string> suspects = [.. verdict.Metrics.SelectMany(m => m.Suspects).Where(s => s.IsLost).Select(s => s.CaseId).Take(MostCases)];
        HashSet<int> chosen = Spread(paired, MostCases);
        chosen.UnionWith(paired.Where(p => suspects.Contains(suite.Cases[p].Id)));
        PlacedCase[] asked = [.. cases().Where(c => chosen.Contains(c.Place)).Select(c => requests.Of(c.Case) is { } request ? c with { Case = request } : null).OfType<PlacedCase>()];
        if (asked.Length == 0)
        {
            return Not(suite.Suite.Binding.Prompt is not null && prompt is null
                ? "the text of the baseline's prompt is neither in the project nor in its git history" : "the baseline's requests cannot be made any more");
        }

        if (host is not null)
        {
            suite.Run.Observer.Report(FormattableString.Invariant(
                $"{input.Suite} x {input.Model}: asking the baseline's own prompt again in {Names.Count(asked.Length, "case")}, to tell a changed model from a changed prompt"));
        }

        _drawing = new CaseDrawing(suite with { Model = suite.Model with { Parameters = requests.Parameters }, Epoch = Period() }, host, judge);
        Dictionary<string, IReadOnlyList<ScoreCell[]>> rows = new(StringComparer.Ordinal);
        int most = input.IsDeterministic ? 1 : input.Sampling.Confirm;
        await foreach (DrawnCase drawn in OrderedPipeline.RunAsync(
            asked, suite.Model.Provider.Concurrency(suite.Model.Spec),
            (c, ct) => _drawing.DrawAsync(c, null, 0, suspects.Contains(suite.Cases[c.Place].Id) && !input.IsDeterministic ? Math.Max(most, input.Sampling.ConfirmCase) : most, ct),
            cancellationToken).ConfigureAwait(false))
        {
            if (drawn.Rows is { } found) { rows[suite.Cases[drawn.Place].Id] = found; }
        }

        return rows.Count == asked.Length ? new ControlSamples { Rows = rows }
            : Not(host is null ? "nothing is asked here: run the gate" : "the model did not answer the baseline's own prompt");
    }

    private static ControlSamples Not(string why) => new() { NotChecked = why };

    /// <summary>Places of the compared cases, and whether all their present requests are the baseline's own.</summary>
    private (int[] Places, bool IsPresent) Paired(BaselineRequests requests, IEnumerable<PlacedCase> cases)
    {
        List<int> places = [];
        bool isPresent = true;
        foreach ((BoundCase bound, int place) in cases)
        {
            Baseline baseline = suite.Baseline!;
            if (baseline.IndexOf(suite.Cases[place].Id) is not (>= 0 and int partner) || baseline.Cases[partner].InputsHash != suite.Cases[place].InputsHash) { continue; }

            places.Add(place);
            isPresent &= requests.IsPresent(bound);
        }

        return ([.. places], isPresent && places.Count > 0);
    }

    /// <summary>As many as may be, in equal steps.</summary>
    private static HashSet<int> Spread(int[] places, int most) =>
        places.Length <= most ? [.. places] : [.. Enumerable.Range(0, most).Select(i => places[(int)((long)i * places.Length / most)])];

    /// <summary>The period of the control: what is asked at present names it.</summary>
    private string Period()
    {
        System.Text.StringBuilder keys = new();
        foreach (CaseScores item in CaseScores.Sorted(suite.Cases)) { keys.Append(item.RequestKey); }

        return "control " + Hash128.Of(keys.ToString());
    }
}
