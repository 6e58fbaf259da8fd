namespace LlmEval.Reporting.Formats;

/// <summary>A test of the formats that know only tests: a case, a verdict, or an error that kept anything from being judged.</summary>
/// <param name="Name">Its name, unique in its suite.</param>
/// <param name="State">What it is.</param>
/// <param name="Message">Why; null where nothing is to be said.</param>
/// <param name="Details">Answers and reasons, a line each.</param>
/// <param name="Milliseconds">What the model took when the answers were drawn; 0 where that is not known.</param>
/// <param name="File">The file, relative to the source root; null for none.</param>
/// <param name="Line">The line, from 1; 0 for none.</param>
/// <param name="Type">In a word what kind of trouble it is.</param>
internal sealed record TestResult(string Name, CaseState State, string? Message, IReadOnlyList<string> Details, double Milliseconds, string? File, int Line, string Type)
{
    /// <summary>Name of the test that holds a suite's verdict; in brackets, because ids of cases are seldom so.</summary>
    public const string VerdictName = "(verdict)";

    /// <summary>The tags of a case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether it passes though a sample fails.</summary>
    public bool IsFlaky { get; init; }

    /// <summary>The verdict's test and those of the cases.</summary>
    public static IEnumerable<TestResult> Of(SuiteReport suite, string outputDirectory)
    {
        string[] loud = [.. suite.Cases.Where(c => c.State is CaseState.Failed or CaseState.Unscored or CaseState.KnownFailure || c.IsFlaky).Select(c => c.Id)];
        IReadOnlyDictionary<string, CaseTexts> texts = ResultTexts.Find(suite, outputDirectory, loud);
        IReadOnlyDictionary<string, double> latencies = ResultTexts.Latencies(suite, outputDirectory);
        yield return Verdict(suite, suite.Cases.Any(c => c.Id == VerdictName) ? "(verdict of the suite)" : VerdictName);
        foreach (CaseReport item in suite.Cases)
        {
            texts.TryGetValue(item.Id, out CaseTexts? said);
            yield return new TestResult(
                item.Id, item.State, item.Message, said is null ? [] : [.. said.Answers.Select(a => "answer: " + a), .. said.Reasons], latencies.GetValueOrDefault(item.Id), item.File, item.Line,
                item.State.ToString())
            {
                Tags = item.Tags ?? [],
                IsFlaky = item.IsFlaky && item.State == CaseState.Passed,
            };
        }
    }

    /// <summary>An error that belongs to no verdict: what was asked for was not judged, so that no green list stands for it.</summary>
    public static TestResult Of(PlacedFinding mistake, int number) =>
        new(FormattableString.Invariant($"{mistake.Code} ({number})"), CaseState.Unscored, mistake.Message, [], 0, mistake.File, mistake.Line, mistake.Code);

    private static TestResult Verdict(SuiteReport suite, string name)
    {
        CaseState state = suite.ExitStatus switch
        {
            2 => CaseState.Unscored,
            3 => suite.IsFailure ? CaseState.Unscored : CaseState.NotEvaluated,
            _ => suite.IsFailure ? CaseState.Failed : CaseState.Passed,
        };
        string message = $"{suite.Verdict}: {suite.Headline}";
        List<string> details = [.. suite.Metrics.Where(m => m.Difference.Length > 0).Select(m => $"{m.Metric}: {m.Before} -> {m.Now} ({m.Difference}{(m.Interval.Length > 0 ? $", 95% interval {m.Interval}" : string.Empty)}, {m.Cases} cases)")];
        if (suite.Next.Length > 0) { details.Insert(0, suite.Next); }

        details.AddRange(suite.Notes);
        return new TestResult(name, state, message, details, 0, suite.File, 1, suite.Verdict);
    }
}
