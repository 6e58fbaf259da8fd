using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval;

/// <summary>The project's settings that choose among words: one that is misspelt must not pass for the default, which may be laxer.</summary>
internal static class ProjectSettings
{
    private static readonly string[] s_severities = ["message", "warning", "error"];

    private static readonly (string Name, string[] Words)[] s_choices =
    [
        ("LlmEvalUnevaluated", s_severities),
        ("LlmEvalMissingModel", ["skip", "error"]),
        ("LlmEvalUnchanged", ["skip", "run"]),
        ("LlmEvalRegressionSeverity", s_severities),
    ];

    /// <summary>Reports every value that is none of its words.</summary>
    public static void Check(Manifest manifest, DiagnosticBag diagnostics)
    {
        foreach ((string name, string[] words) in s_choices)
        {
            if (manifest.Setting(name) is not { } value || words.Contains(value, StringComparer.OrdinalIgnoreCase)) { continue; }

            diagnostics.Add(Diagnostics.BadValue, new Location(manifest.Project), $"{name} must be {string.Join(", ", words[..^1])} or {words[^1]}, not '{value}'.");
        }
    }
}
