using LlmEval.Documents;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval;

/// <summary>
/// A suite with everything it names found and checked: its prompt, its models, its checks, its gate. Its cases stream: they are read
/// once to be checked and once more to be run, so that memory does not grow with their number.
/// </summary>
internal sealed class SuiteBinding
{
    private SuiteBinding(EvalSuite suite, PromptTemplate? prompt, IReadOnlyList<ModelBinding> models, SuiteChecks checks) =>
        (Suite, Prompt, Models, Checks) = (suite, prompt, models, checks);

    public EvalSuite Suite { get; }

    public PromptTemplate? Prompt { get; }

    public IReadOnlyList<ModelBinding> Models { get; }

    public SuiteChecks Checks { get; }

    /// <summary>The gate; null until <see cref="ReadCases"/> has seen every case's metrics.</summary>
    public GatePlan? Gate { get; private set; }

    public IReadOnlyList<Metric> Metrics => Checks.Metrics.Metrics;

    /// <summary>Finds what a suite names; null after a mistake.</summary>
    public static SuiteBinding? Bind(EvalSuite suite, ProjectCatalog catalog, CheckRegistry registry, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        PromptTemplate? prompt = null;
        if (suite.Prompt is { } name)
        {
            if (!catalog.Prompts.TryGetValue(name.Name, out CatalogPrompt? known))
            {
                own.Add(Diagnostics.UnknownName, name.Location,
                    MappingReader.UnknownWord($"There is no prompt '{name.Name}' in the project", name.Name, catalog.Prompts.Keys));
            }

            // A prompt with mistakes tells them where they stand; without it nothing here can be checked.
            else if (known.Template is null) { return null; }
            else { prompt = known.Template; }
        }

        IReadOnlyList<ModelBinding> models = BindModels(suite, prompt, catalog, own);
        SuiteChecks checks = SuiteChecks.Bind(suite.Score, registry, own);
        if (suite.Limits.Spend is not null)
        {
            own.Add(Diagnostics.BadValue, suite.Limits.Location,
                "'spend' of the limits needs models with prices, and no provider of this version has any. Remove it; 'tokens' and 'time' bound a run.");
        }

        diagnostics.AddRange(own.Items);
        return own.HasErrors ? null : new SuiteBinding(suite, prompt, models, checks);
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
        foreach (EvalCase testCase in Suite.ReadCases(diagnostics))
        {
            DiagnosticBag own = new();
            CheckSet checks = Checks.ForCase(testCase.Location, testCase.ScoreReplace, testCase.ScoreAdd, TurnScores(testCase), own);
            if (!ReferenceEquals(checks, seen))
            {
                AddUsed(checks, used);
                if (ReferenceEquals(checks, Checks.Suite)) { seen = checks; }
            }

            foreach (EvalTurn turn in testCase.Turns) { AddUsed(turn.User, used); }

            PlannedCase? planned = CasePlanner.Plan(testCase, Prompt, own);
            foreach (CheckValue value in checks.Values) { value.Validate(testCase, own); }

            ReportUnused(testCase, used, unused, own);
            if (planned is not null && planned.Calls > Suite.Limits.CaseSteps)
            {
                own.Add(Diagnostics.BadValue, testCase.Location, FormattableString.Invariant(
                    $"The case '{testCase.Id}' takes {planned.Calls} steps, and 'case-steps' of the limits is {Suite.Limits.CaseSteps}. Shorten the conversation or raise the limit."));
            }

            diagnostics.AddRange(testCase.IsPrivate ? own.Items.Select(d => Hidden(d, testCase)) : own.Items);
            if (planned is not null && !own.HasErrors) { yield return new BoundCase(planned, checks); }
        }

        Gate ??= GatePlan.Bind(Suite.Gate, Metrics, diagnostics);
    }

    /// <summary>The cases once more, when they are known to have no mistakes.</summary>
    public IEnumerable<BoundCase> Cases(EvalFilter filter)
    {
        DiagnosticBag known = new();
        foreach (EvalCase testCase in Suite.ReadCases(known))
        {
            if (!filter.Matches(Suite, testCase)) { continue; }

            CheckSet checks = Checks.ForCase(testCase.Location, testCase.ScoreReplace, testCase.ScoreAdd, TurnScores(testCase), known);
            PlannedCase? planned = CasePlanner.Plan(testCase, Prompt, known);
            if (planned is null || known.HasErrors) { throw Changed(testCase.Location); }

            yield return new BoundCase(planned, checks);
        }

        if (known.HasErrors) { throw Changed(known.Items.First(d => d.Severity == Severity.Error).Location); }
    }

    /// <summary>What is read now is not what was checked and keyed before: an answer must not be counted for another case.</summary>
    public static LlmEvalException Changed(Location location) =>
        new(Diagnostics.Syntax.At(location, "The file changed while it was evaluated. Evaluate again."));

    private static List<ModelBinding> BindModels(EvalSuite suite, PromptTemplate? prompt, ProjectCatalog catalog, DiagnosticBag diagnostics)
    {
        List<ModelBinding> models = [];
        IReadOnlyList<LocatedName> names = suite.Models.Count > 0 ? suite.Models
            : prompt?.Model is { } own ? [new LocatedName(own, prompt.Location)] : [];
        if (names.Count == 0)
        {
            diagnostics.Add(Diagnostics.MissingKey, suite.ModelsLocation, "The suite names no model and its prompt names none. Add 'models: [name of an LlmModel item]'.");
        }

        foreach (LocatedName name in names)
        {
            if (!catalog.Models.TryGetValue(name.Name, out CatalogModel? known))
            {
                diagnostics.Add(Diagnostics.UnknownName, name.Location,
                    MappingReader.UnknownWord($"There is no LlmModel item '{name.Name}' in the project", name.Name, catalog.Models.Keys));
                continue;
            }

            if (known.Provider is null) { continue; }

            ModelParameters parameters = suite.Parameters.Over(known.Spec.Parameters).Over(prompt?.Parameters ?? ModelParameters.Empty);
            models.Add(new ModelBinding(known.Spec, known.Provider, parameters));
        }

        return models;
    }

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

    private static void ReportUnused(EvalCase testCase, HashSet<string> used, HashSet<string> told, DiagnosticBag diagnostics)
    {
        if (used.Contains("vars")) { return; }

        foreach ((string name, _) in testCase.Vars.Members)
        {
            bool isOfRow = testCase.Data is { } data && (name == data.IdField || name == data.ClusterField);
            if (isOfRow || used.Contains(name) || !told.Add(name)) { continue; }

            diagnostics.Add(Diagnostics.ValueWithoutVariable, testCase.Location,
                $"The value '{name}' is used by no prompt, turn or check. Remove it, or mend the placeholder that should use it.");
        }
    }
}
