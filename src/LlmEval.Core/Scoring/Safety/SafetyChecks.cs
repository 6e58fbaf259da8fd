using LlmEval.Scoring.Safety.Leaks;
using LlmEval.Scoring.Safety.Output;
using LlmEval.Scoring.Safety.Pii;
using LlmEval.Scoring.Safety.Refusal;
using LlmEval.Scoring.Safety.Secrets;

namespace LlmEval.Scoring.Safety;

/// <summary>The kinds of checks on what an answer must not hold or do.</summary>
internal static class SafetyChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        PiiCheck.Kind, SecretsCheck.Kind, PromptLeakCheck.Kind, RefusalCheck.Kind, RefusalCheck.Over, ImproperOutputCheck.Kind,
    ];
}
