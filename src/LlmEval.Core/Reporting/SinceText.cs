using System.Globalization;

namespace LlmEval.Reporting;

/// <summary>What changed since the baseline, in a few words: <c>prompt 'triage' changed (+3 -1 lines), parameters ..., the gate changed</c>.</summary>
public static class SinceText
{
    /// <summary>The words; null where nothing changed that is known of.</summary>
    public static string? Line(SinceBaseline since)
    {
        List<string> parts = [];
        if (since.IsPromptChanged == true)
        {
            int added = since.PromptDiff.Count(l => l.Kind == DiffKind.Added), removed = since.PromptDiff.Count(l => l.Kind == DiffKind.Removed);
            string lines = added + removed == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" (+{added} -{removed} lines)");
            parts.Add($"{(since.Prompt is { } name ? $"prompt '{name}'" : "the prompt")} changed{lines}");
        }

        if (since.ModelBefore is { } before && since.ModelNow is { } now) { parts.Add($"model {before} -> {now}"); }

        if (since.ParametersBefore is { } then && since.ParametersNow is { } parameters) { parts.Add($"parameters {then} -> {parameters}"); }

        if (since.ChangedScorers.Count > 0) { parts.Add($"{(since.ChangedScorers.Count == 1 ? "check" : "checks")} of {Gating.Names.Few(since.ChangedScorers)} changed"); }

        if (since.IsGateChanged == true) { parts.Add("the gate changed"); }

        return parts.Count == 0 ? null : string.Join(", ", parts);
    }
}
