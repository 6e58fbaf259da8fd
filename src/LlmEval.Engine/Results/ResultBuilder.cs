using LlmEval.Gating;
using LlmEval.Listing;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Formats;

namespace LlmEval.Engine;

/// <summary>Makes results of a suite and model: of an outcome, or of what kept it from having one.</summary>
internal sealed class ResultBuilder(RunnerProject project, ListedSuite suite, string model)
{
    private readonly Dictionary<string, ListedCase> _cases = suite.Cases.DistinctBy(c => c.Id, StringComparer.Ordinal).ToDictionary(c => c.Id, StringComparer.Ordinal);

    /// <summary>Ids that another one equals but for the case of letters, which filters do not tell apart unless they are quoted.</summary>
    private readonly HashSet<string> _alike = [.. suite.Cases.Select(c => c.Id).Distinct(StringComparer.Ordinal).GroupBy(i => i, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()).SelectMany(g => g)];

    /// <summary>The results of all cases of an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="said">What was said in its cases, by their ids.</param>
    public IReadOnlyList<CaseResult> Cases(SuiteOutcome outcome, IReadOnlyDictionary<string, ResultCase> said) => Cases(outcome, said, project.ReportPath);

    /// <summary>The result of one case that was handed over; reports are written with the suite's verdict.</summary>
    public CaseResult Case(SuiteOutcome outcome, ResultCase said) =>
        Cases(outcome, new Dictionary<string, ResultCase>(StringComparer.Ordinal) { [said.Id] = said }, null).FirstOrDefault(c => c.CaseId == said.Id)
        ?? Case(said.Id, "Not evaluated: the case is not among those that were judged.", []);

    private CaseResult[] Cases(SuiteOutcome outcome, IReadOnlyDictionary<string, ResultCase> said, string? report) =>
        [.. RunOutputs.CasesOf(outcome, project.Manifest.ProjectDirectory).Zip(outcome.Cases, (r, c) => Case(outcome, r, c, said.GetValueOrDefault(r.Id), report))];

    /// <summary>A case that was not evaluated because of mistakes or the machine.</summary>
    public CaseResult Case(string caseId, string message, IReadOnlyList<Diagnostic> causes)
    {
        Location location = _cases.TryGetValue(caseId, out ListedCase? listed) ? listed.Location : suite.Location;
        string? command = Command(caseId);
        return new CaseResult
        {
            Suite = suite.Name,
            Model = model,
            CaseId = caseId,
            State = CaseState.NotEvaluated,
            IsRed = true,
            Message = message,
            FailureMessage = FailureText.Of($"{suite.Name} x {model}, case '{caseId}': {message}", causes, location, command, null),
            Tags = listed?.Tags ?? [],
            IsPrivate = listed?.IsPrivate ?? false,
            Location = location,
            Command = command,
        };
    }

    /// <summary>A case of an outcome that does not have it: nothing is known of the cases of a model that is missing.</summary>
    public CaseResult Unjudged(SuiteOutcome outcome, string caseId)
    {
        CaseResult result = Case(caseId, WhyNot(outcome.Verdict) ?? "Not evaluated: the case was not found when the suite was evaluated. Run again.", []);
        return IsPassedOver(outcome.Verdict) ? result with { IsRed = false, SkipReason = result.Message } : result;
    }

    /// <summary>A case that says <c>skip:</c>.</summary>
    public CaseResult Skipped(ListedCase item) => Case(item.Id, item.Skip!, []) with { State = CaseState.Skipped, IsRed = false, SkipReason = item.Skip, FailureMessage = string.Empty };

    /// <summary>The result of the whole suite.</summary>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="diagnostics">What the run had to say.</param>
    /// <param name="cases">Its cases; those that are skipped come on top.</param>
    /// <param name="isWhole">Whether every suite of the run has an outcome: then an error that is no verdict is not that of another one.</param>
    public SuiteResult Suite(SuiteOutcome outcome, IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<CaseResult> cases, bool isWhole)
    {
        Verdict verdict = outcome.Verdict;
        string name = $"{suite.Name} x {model}: ";
        bool isSkipped = IsPassedOver(verdict);
        Finding? first = verdict.Findings.FirstOrDefault(f => f.Kind == verdict.Kind) ?? (verdict.Findings is [var any, ..] ? any : null);
        Diagnostic? other = isWhole ? diagnostics.FirstOrDefault(d => d.IsError && d.Family != DiagnosticFamily.Verdict) : null;
        SuiteResult result = new()
        {
            Suite = suite.Name,
            Model = model,
            Kind = verdict.Kind,
            IsRed = !isSkipped && (verdict.Kind is VerdictKind.Error or VerdictKind.NotEvaluated or VerdictKind.ModelMissing
                || other is not null || diagnostics.Any(d => d is { IsError: true, Family: DiagnosticFamily.Verdict } && d.Message.StartsWith(name, StringComparison.Ordinal))),
            Message = other?.ToString() ?? first?.Text ?? string.Empty,
            SkipReason = isSkipped ? first?.Text ?? "The model is not on this machine." : null,
            Metrics =
            [
                .. verdict.Metrics.Select(m => new MetricResult(m.Metric.Name, m.Mean ?? m.CurrentMean, m.BaselineMean, m.State, m.UnscoredSamples)),
                .. verdict.SuiteScores.Select(s => new MetricResult(s.Metric.Name, s.Value, s.BaselineValue, null, 0)),
            ],
            Cases = WithSkipped(cases, verdict.IsPartial ? [.. verdict.Skipped.Select(s => s.Id)] : null),
            ReportPath = project.ReportPath,
            Location = suite.Location,
            Command = Command(null),
        };
        return result.IsRed ? result with { FailureMessage = FailureText.Of(result, outcome) } : result;
    }

    /// <summary>A suite that was not evaluated because of mistakes or the machine.</summary>
    public SuiteResult Suite(string message, IReadOnlyList<Diagnostic> causes, IReadOnlyList<CaseResult> cases) => new()
    {
        Suite = suite.Name,
        Model = model,
        Kind = VerdictKind.NotEvaluated,
        IsRed = true,
        Message = message,
        FailureMessage = FailureText.Of($"{suite.Name} x {model}: {message}", causes, suite.Location, Command(null), null),
        Cases = WithSkipped(cases, null),
        Location = suite.Location,
        Command = Command(null),
    };

    /// <summary>The cases in the suite's order, with those that its author skips.</summary>
    private IReadOnlyList<CaseResult> WithSkipped(IReadOnlyList<CaseResult> cases, HashSet<string>? asked)
    {
        if (!suite.Cases.Any(c => c.Skip is not null)) { return cases; }

        Dictionary<string, CaseResult> known = cases.DistinctBy(c => c.CaseId, StringComparer.Ordinal).ToDictionary(c => c.CaseId, StringComparer.Ordinal);
        List<CaseResult> all = [];
        foreach (ListedCase item in _cases.Values)
        {
            if (known.Remove(item.Id, out CaseResult? result)) { all.Add(result); }
            else if (item.Skip is not null && asked?.Contains(item.Id) != false) { all.Add(Skipped(item)); }
        }

        return [.. all, .. cases.Where(c => known.ContainsKey(c.CaseId))];
    }

    private string? Command(string? caseId) => suite.IsHandedOver ? null : CaseCommand.Of(project.Manifest.Project, suite.Name, suite.Models.Count > 1 ? model : null, caseId, caseId is not null && _alike.Contains(caseId));

    private CaseResult Case(SuiteOutcome outcome, CaseReport report, CaseScores scores, ResultCase? said, string? reportPath)
    {
        Verdict verdict = outcome.Verdict;
        bool isSkipped = report.State == CaseState.NotEvaluated && IsPassedOver(verdict);
        string? why = report.State == CaseState.NotEvaluated ? WhyNot(verdict) ?? report.Message : report.Message;
        bool fails = report.FailedMetrics?.Any(f => outcome.Metrics.Any(m => m.Name == f && m.Decides)) == true;
        bool isStrictlyRed = project.IsStrict && fails && report.State is CaseState.KnownFailure or CaseState.Passed;
        ListedCase? listed = _cases.GetValueOrDefault(report.Id);
        CaseResult result = new()
        {
            Suite = suite.Name,
            Model = model,
            CaseId = report.Id,
            State = report.State,
            IsRed = !isSkipped && (report.State is CaseState.Failed or CaseState.Unscored or CaseState.NotEvaluated || isStrictlyRed),
            Message = isStrictlyRed ? $"{report.Message} LlmEvalCaseTests=Strict fails it all the same." : why,
            SkipReason = isSkipped ? why : report.State == CaseState.KnownFailure && !isStrictlyRed ? report.Message : null,
            Samples = said is { Samples.Count: > 0 } ? SampleResults.Of(said, outcome.Metrics) : SampleResults.Of(outcome, scores),
            Tags = report.Tags ?? [],
            IsPrivate = outcome.Suite.Data.Any(d => d.IsPrivate),
            HasBaseline = outcome.Baseline?.IndexOf(report.Id) >= 0 && !verdict.EditedCases.Contains(report.Id, StringComparer.Ordinal),
            ReportPath = reportPath,
            Location = listed?.Location ?? said?.Location ?? suite.Location,
            Command = Command(report.Id),
        };
        return result.State == CaseState.Passed && !fails ? result : result with { FailureMessage = FailureText.Of(result, outcome, listed?.MustPass ?? false) };
    }

    private bool IsPassedOver(Verdict verdict) => verdict.Kind == VerdictKind.ModelMissing && project.SkipsMissingModels;

    /// <summary>Why nothing was evaluated, as the verdict says; null where something was.</summary>
    private static string? WhyNot(Verdict verdict) =>
        verdict.Kind is VerdictKind.NotEvaluated or VerdictKind.ModelMissing && verdict.Findings is [var first, ..] ? first.Text : null;
}
