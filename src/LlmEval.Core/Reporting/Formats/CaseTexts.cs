namespace LlmEval.Reporting.Formats;

/// <summary>What was said in the sample of a case that is shown: the first that went wrong.</summary>
/// <param name="Answers">The answer of each turn, in one short line.</param>
/// <param name="Reasons">What the checks said, in one short line each, with the metrics before it.</param>
internal sealed record CaseTexts(IReadOnlyList<string> Answers, IReadOnlyList<string> Reasons);
