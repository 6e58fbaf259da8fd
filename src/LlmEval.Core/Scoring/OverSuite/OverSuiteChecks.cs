namespace LlmEval.Scoring.OverSuite;

/// <summary>The kinds of checks over a whole suite.</summary>
internal static class OverSuiteChecks
{
    public static IReadOnlyList<CheckKind> All { get; } = [.. LabelMetricCheck.Kinds, .. CorpusChecks.All];
}
