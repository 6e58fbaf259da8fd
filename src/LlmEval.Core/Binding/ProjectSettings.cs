using LlmEval.Accepted;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting.Formats;

namespace LlmEval.Binding;

/// <summary>The properties of a project that choose between words: another word would switch something off in silence.</summary>
internal static class ProjectSettings
{
    private static readonly string[] Severities = ["message", "warning", "error"];

    private static readonly (string Name, string[] Words)[] Choices =
    [
        (BaselineFiles.Property, BaselineFiles.Words),
        ("LlmEvalAcceptHeldBack", ["true", "false"]),
        ("LlmEvalCaseTests", ["Gate", "Strict"]),
        ("LlmEvalFresh", ["true", "false"]),
        ("LlmEvalHeldBack", ["true", "false"]),
        ("LlmEvalMissingModel", ["skip", "error"]),
        ("LlmEvalRegressionSeverity", Severities),
        ("LlmEvalUnchanged", ["skip", "run"]),
        ("LlmEvalUnevaluated", Severities),
    ];

    /// <summary>Reports LLM1003 for each property with a word that it does not have.</summary>
    public static void Check(Manifest manifest, DiagnosticBag diagnostics)
    {
        foreach ((string name, string[] words) in Choices)
        {
            if (manifest.Setting(name) is { } said && !words.Contains(said, StringComparer.OrdinalIgnoreCase))
            {
                diagnostics.Add(Diagnostics.BadValue, new Location(manifest.Project), $"The property {name} must be {string.Join(", ", words[..^1])} or {words[^1]}, not '{said}'.");
            }
        }

        foreach (string unknown in ReportFormats.Unknown(manifest))
        {
            diagnostics.Add(Diagnostics.BadValue, new Location(manifest.Project),
                $"The property {ReportFormats.Property} names the report '{unknown}', which there is not. Write some of {string.Join(", ", ReportFormats.Words)} with semicolons between them, or {ReportFormats.None}.");
        }
    }
}
