using LlmEval.Scoring.Safety.Pii;
using LlmEval.Scoring.Safety.Secrets;

namespace LlmEval.Scoring.Safety;

/// <summary>Searches texts until the test is cancelled.</summary>
internal static class Scans
{
    public static IReadOnlyList<PiiFinding> Pii(string text, bool needsContext = true) =>
        PiiScanner.Scan(text, needsContext: needsContext, cancellationToken: TestContext.Current.CancellationToken);

    public static IReadOnlyList<SecretFinding> Secrets(string text) => SecretScanner.Scan(text, TestContext.Current.CancellationToken);
}
