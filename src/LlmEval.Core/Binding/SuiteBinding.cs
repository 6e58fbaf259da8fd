using LlmEval.Documents;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Scoring.OverSuite;
using LlmEval.Suites;
using LlmEval.Suites.Variants.Counterfactual;

namespace LlmEval.Binding;

/// <summary>
/// A suite with everything it names found and checked: its prompt, its models, its checks, its gate. Its cases stream: they are read
/// once to be checked and once more to be run, so that memory does not grow with their number.
/// </summary>
internal sealed class SuiteBinding
{
    private readonly ProjectCatalog _catalog;

    // Whether its prompt and its checks are found, so that what is unused, unasked or not measured is so in fact.
    private readonly bool _hasPrompt;
    private readonly bool _hasChecks;

    private SuiteBinding(
        EvalSuite suite, PromptTemplate? prompt, IReadOnlyList<ModelBinding> models, SuiteChecks checks, ProjectCatalog catalog, bool hasPrompt, bool hasChecks)
    {
        (Suite, Prompt, Models, Checks) = (suite, prompt, models, checks);
        (_catalog, _hasPrompt, _hasChecks) = (catalog, hasPrompt, hasChecks);
    }

    public EvalSuite Suite { get; }

    public PromptTemplate? Prompt { get; }

    public IReadOnlyList<ModelBinding> Models { get; }

    public SuiteChecks Checks { get; }

    /// <summary>The gate; null until <see cref="ReadCases"/> has seen every case's metrics.</summary>
    public GatePlan? Gate { get; private set; }

    /// <summary>The models that checks ask; complete when <see cref="ReadCases"/> has seen every case's checks.</summary>
    public IEnumerable<ModelBinding> Judges => Metrics.SelectMany(m => m.Asks).Distinct(StringComparer.Ordinal).Select(name => _catalog.Models[name])
        .Where(m => m.Provider is not null).Select(m => new ModelBinding(m.Spec, m.Provider!, m.Spec.Parameters));

    public IReadOnlyList<Metric> Metrics => Checks.Metrics.Metrics;

    /// <summary>Whether all its models take the case itself, so that it may do without a prompt. A model with mistakes has had its error.</summary>
    private bool ReadsCases => Models.All(m => m.ReadsCases);

    /// <summary>Finds what a suite names; null after a mistake. Then its cases and its gate are checked too, as far as they can be, so that one build tells all.</summary>
    public static SuiteBinding? Bind(EvalSuite suite, ProjectCatalog catalog, CheckRegistry registry, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        PromptTemplate? prompt = SuiteReferences.Prompt(suite, catalog, own);
        bool hasPrompt = suite.Prompt is null || prompt is not null;
        IReadOnlyList<ModelBinding> models = SuiteReferences.Models(suite, prompt, hasPrompt, catalog, own);
        DiagnosticBag ofChecks = new();
        CheckScope scope = new()
        {
            ProjectDirectory = suite.ProjectDirectory,
            Suite = suite,
            Prompts = catalog.Prompts.ToDictionary(p => p.Key, p => p.Value.Template, StringComparer.Ordinal),
            Models = catalog.Models.Keys,
            Tested = [.. models.Select(m => m.Spec.Name)],
        };
        SuiteChecks checks = SuiteChecks.Bind([.. suite.Score, .. VariantChecks.DefaultsOf(suite.Expanders, suite.Score)], registry, ofChecks, scope);
        own.AddRange(ofChecks.Items);
        AttackReach.Check(suite, models, own);
        diagnostics.AddRange(own.Items);
        SuiteBinding binding = new(suite, prompt, models, checks, catalog, hasPrompt, !ofChecks.HasErrors);
        if (hasPrompt && !own.HasErrors) { return binding; }

        foreach (BoundCase _ in binding.ReadCases(diagnostics)) { }

        return null;
    }

    /// <summary>
    /// Reads and checks every case, in order, and then the gate. Cases with mistakes are reported and left out of what is given.
    /// </summary>
    public IEnumerable<BoundCase> ReadCases(DiagnosticBag diagnostics)
    {
        HashSet<string> unused = new(StringComparer.Ordinal);
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (TemplateVariable variable in Prompt?.Messages.SelectMany(m => m.Content.Variables) ?? []) { used.Add(Root(variable)); }

        CheckSet? seen = null;
        MissingChecks missing = new(Suite);
        bool isAsked = true;
        bool hasChecks = _hasChecks;
        foreach (CheckValue value in OverSuiteValues) { if (value.Template is { } template) { AddUsed(template, used); } }

        SlotGrammar? grammar = SlotGrammar.Of(Suite);
        VariantReach reach = new(Suite, Models.Any(m => m.ReadsCases));
        foreach (EvalCase testCase in Suite.ReadCases(diagnostics))
        {
            DiagnosticBag own = new();
            CheckSet checks = Checks.ForCase(testCase.Location, testCase.ScoreReplace, testCase.ScoreAdd, TurnScores(testCase), own);
            missing.Take(ref own);
            hasChecks &= !own.HasErrors;
            if (!ReferenceEquals(checks, seen))
            {
                AddUsed(checks, used);
                if (ReferenceEquals(checks, Checks.Suite)) { seen = checks; }
            }

            foreach (EvalTurn turn in testCase.Turns) { AddUsed(turn.User, used); }

            bool asks = Suite.Prompt is not null || testCase.Turns.Count > 0 || ReadsCases;
            if (!asks && isAsked)
            {
                isAsked = false;
                diagnostics.Add(Diagnostics.MissingKey, Suite.Location, SuiteReferences.NoPrompt(testCase, _catalog.Prompts.Keys));
            }

            PlannedCase? planned = _hasPrompt && asks ? CasePlanner.Plan(Suite, testCase, Prompt, ReadsCases, own) : null;
            reach.Take(testCase, planned);
            checks.Validate(testCase, own);
            foreach (CheckValue value in OverSuiteValues) { value.Validate(testCase, own); }

            grammar?.Check(Prompt, testCase, own);
            if (planned is not null) { CheckRequest(planned, own); }

            if (_hasPrompt && isAsked && hasChecks && !missing.Any && !Models.Any(m => m.ReadsCases)) { ReportUnused(testCase, used, unused, own); }

            if (planned is not null && planned.Calls > Suite.Limits.CaseSteps)
            {
                own.Add(Diagnostics.BadValue, testCase.Location, FormattableString.Invariant(
                    $"The case '{testCase.Id}' takes {planned.Calls} steps, and 'case-steps' of the limits is {Suite.Limits.CaseSteps}. Shorten the conversation or raise the limit."));
            }

            diagnostics.AddRange(testCase.IsPrivate ? own.Items.Select(d => Hidden(d, testCase)) : own.Items);
            if (planned is not null && !own.HasErrors && !missing.Any) { yield return new BoundCase(planned, checks); }
        }

        missing.Report(diagnostics);
        reach.Report(diagnostics);
        DiagnosticBag ofGate = new();
        Metric[] all = [.. Metrics, .. Checks.SuiteMetrics(ModelPrice.DefaultCurrency).Select(m => m.Metric)];
        Gate ??= GatePlan.Bind(Suite.Gate, all, ofGate, Metrics.Count);
        BudgetCheck.Check(Gate, Models, ofGate);
        ReportUnknownMetrics(ofGate);

        SpendLimit.Check(Suite, [.. Models, .. Judges], diagnostics);

        // A metric whose check is wrong or missing is no second mistake.
        bool isComplete = hasChecks && !missing.Any;
        if (isComplete && Gate is { Floors.Count: 0, Budget: null } && !Metrics.Any(m => m.CanFail && m.IsDecisive()) && !Checks.OverSuite.Any(c => c.Metric.CanFail))
        {
            diagnostics.Add(Diagnostics.NothingCanFail, Suite.Location, "Every check of this suite says 'gate: report' and no floor is set, so that it can never fail. Let a check decide, or set a floor.");
        }

        diagnostics.AddRange(ofGate.Items.Where(d => isComplete || d.Descriptor != Diagnostics.UnknownMetric));
    }

    private IEnumerable<CheckValue> OverSuiteValues => Checks.OverSuite.SelectMany(c => c.Values);

    /// <summary>A check over the suite that is made of a metric which no case has.</summary>
    private void ReportUnknownMetrics(DiagnosticBag diagnostics)
    {
        foreach (BoundSuiteCheck check in Checks.OverSuite)
        {
            foreach (MetricReference of in check.Of)
            {
                if (Checks.Metrics.IndexOf(of.Name) is >= 0 and int index)
                {
                    if (of.IsOfLabels && HasNoLabels(Metrics[index].Check))
                    {
                        diagnostics.Add(Diagnostics.BadValue, of.Location,
                            $"The check '{check.Kind.Name}' compares labels, and '{of.Name}' is of the check '{Metrics[index].Check}', which has none. Name a metric of 'equals', 'iequals' or 'exact-match'.");
                    }

                    continue;
                }

                diagnostics.Add(Diagnostics.UnknownMetric, of.Location,
                    MappingReader.UnknownWord($"The check '{check.Kind.Name}' names the metric '{of.Name}', which no check of an answer produces", of.Name, Metrics.Select(m => m.Name)));
            }
        }
    }

    /// <summary>Of a check of ours it is known; one of a plug-in may say labels.</summary>
    private static bool HasNoLabels(string check) => check is not ("equals" or "iequals" or "exact-match")
        && (AnswerMetrics.IsOne(check) || CheckRegistry.BuiltIn.TryFind(check, out _, out _));

    /// <summary>The cases once more, when they are known to have no mistakes.</summary>
    /// <param name="filter">Which of them.</param>
    /// <param name="model">The model that they are for, where the filter may choose others for another one; null for any.</param>
    /// <param name="withSkipped">Whether also those that are neither asked nor judged.</param>
    public IEnumerable<BoundCase> Cases(EvalFilter filter, string? model = null, bool withSkipped = false)
    {
        DiagnosticBag known = new();
        foreach (EvalCase testCase in Suite.ReadCasesAgain(known))
        {
            if ((testCase.Skip is not null && !withSkipped) || !(model is null ? filter.Matches(Suite, testCase) : filter.Matches(Suite, testCase, model))) { continue; }

            CheckSet checks = Checks.ForCase(testCase.Location, testCase.ScoreReplace, testCase.ScoreAdd, TurnScores(testCase), known);
            PlannedCase? planned = CasePlanner.Plan(Suite, testCase, Prompt, ReadsCases, known);
            if (planned is null || known.HasErrors) { throw Changed(testCase.Location); }

            yield return new BoundCase(planned, checks);
        }

        if (known.HasErrors) { throw Changed(known.Items.First(d => d.Severity == Severity.Error).Location); }
    }

    /// <summary>A case with another prompt than the present one; null where it cannot be rendered with it.</summary>
    public PlannedCase? PlanWith(EvalCase testCase, PromptTemplate prompt) => CasePlanner.Plan(Suite, testCase, prompt, ReadsCases, new DiagnosticBag());

    private void CheckRequest(PlannedCase planned, DiagnosticBag own)
    {
        foreach (ModelBinding model in Models) { model.RequestCheck?.Invoke(planned.FirstRequest(), own); }
    }

    /// <summary>What is read now is not what was checked and keyed before: an answer must not be counted for another case.</summary>
    public static LlmEvalException Changed(Location location) =>
        new(Diagnostics.Syntax.At(location, "The file changed while it was evaluated. Evaluate again."));

    /// <summary>A row of private data may bring checks of its own; what they quote must not get into a log.</summary>
    private static Diagnostic Hidden(Diagnostic found, EvalCase testCase) =>
        found.Location.File != testCase.Data!.File || found.Descriptor == Diagnostics.ValueWithoutVariable ? found
        : found with { Message = $"{found.Descriptor.Title}. Look at the line itself: the data is private, so that nothing of it is shown here." };

    private static IReadOnlyList<IReadOnlyList<LocatedNode>?>? TurnScores(EvalCase testCase) =>
        testCase.Turns.Count == 0 ? null : [.. testCase.Turns.Select(t => t.Score)];

    private static void AddUsed(CheckSet checks, HashSet<string> used)
    {
        foreach (CheckValue value in checks.Values)
        {
            if (value.Template is { } template) { AddUsed(template, used); }
        }
    }

    private static void AddUsed(Template template, HashSet<string> used)
    {
        foreach (TemplateVariable variable in template.Variables) { used.Add(Root(variable)); }
    }

    /// <summary>The variable that a placeholder reads: <c>ticket</c> of <c>{{ticket.text}}</c> and of <c>{{vars.ticket}}</c>.</summary>
    private static string Root(TemplateVariable variable) =>
        variable.Name == "vars" && variable.Path.Split('.') is [_, var name, ..] ? name : variable.Name;

    private void ReportUnused(EvalCase testCase, HashSet<string> used, HashSet<string> told, DiagnosticBag diagnostics)
    {
        if (used.Contains("vars")) { return; }

        foreach ((string name, _) in testCase.Vars.Members)
        {
            bool isOfRow = testCase.Data is { } data && (name == (data.IdField ?? "id") || name == (data.ClusterField ?? "cluster"));
            if (isOfRow || used.Contains(name) || !told.Add(name)) { continue; }

            Location? single = Prompt?.Messages.Select(m => m.Content.SingleBraces(name)).FirstOrDefault(l => l is not null);
            string hint = single is null ? "Remove it, or mend the placeholder that should use it."
                : $"Did you mean '{{{{{name}}}}}' in {Path.GetFileName(single.File)}({single.Line})?";
            diagnostics.Add(Diagnostics.ValueWithoutVariable, testCase.Location, $"The value '{name}' is used by no prompt, turn or check. {hint}");
        }
    }
}
