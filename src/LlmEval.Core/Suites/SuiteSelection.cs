namespace LlmEval.Suites;

/// <summary>A part of a project that is chosen by exact names, unlike that of a filter: a suite, with one of its models, and some of its cases.</summary>
/// <param name="Suite">The suite's name.</param>
/// <param name="Model">The model item's name; null for all of the suite.</param>
/// <param name="CaseIds">The cases' ids; null for all, and then the run is a whole one.</param>
public sealed record SuiteSelection(string Suite, string? Model = null, IReadOnlySet<string>? CaseIds = null)
{
    internal bool Has(string suite, string model) => Suite == suite && (Model is null || Model == model);
}
