using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Reporting.Formats;

namespace LlmEval.Engine;

/// <summary>The words of assertions.</summary>
internal static class AssertionText
{
    public static string Name(string suite, string model, string? caseId) => caseId is null ? $"'{suite}' with {model}" : $"case '{caseId}' of '{suite}' with {model}";

    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Score((ScoreOutcome Outcome, double? Value) score) => score switch
    {
        { Outcome: ScoreOutcome.Scored, Value: { } value } => Number(value),
        { Outcome: ScoreOutcome.NotApplicable } => "nothing to judge",
        _ => "unscored",
    };

    public static string Words(CaseState state) => state switch
    {
        CaseState.Passed => "passed",
        CaseState.Failed => "failed",
        CaseState.KnownFailure => "a known failure",
        CaseState.Unscored => "unscored",
        CaseState.Skipped => "skipped",
        _ => "not evaluated",
    };

    /// <summary>A reason after a comma or in front of one, in whatever form it was given.</summary>
    public static string Because(string because)
    {
        string reason = because.Trim();
        return reason.Length == 0 ? string.Empty : reason.StartsWith("because", StringComparison.OrdinalIgnoreCase) ? " " + reason : " because " + reason;
    }

    public static LlmEvalAssertionException Missing(string subject, string metric, string[] known, string because, string? cause) => new(
        MappingReader.UnknownWord($"Expected {subject} to have a score of '{metric}'{Because(because)}, but {(cause is null ? "it has none" : "nothing was scored: " + cause.TrimEnd('.'))}", metric, known));
}
