namespace LlmEval.Engine;

/// <summary>The command that evaluates one case, or one suite, by hand: the same in every shell.</summary>
internal static class CaseCommand
{
    // What the filter takes for its own, and what some shell takes for its own between double quotes: a star stands for it, and fits it.
    private const string Special = ";,|*\"$`\\!%";

    public static string Of(string project, string suite, string? model, string? caseId)
    {
        string filter = "suite=" + Pattern(suite) + (caseId is null ? string.Empty : ";case=" + Pattern(caseId)) + (model is null ? string.Empty : ";model=" + Pattern(model));
        return $"llmeval run --project \"{project}\" --filter \"{filter}\"";
    }

    private static string Pattern(string name)
    {
        string pattern = string.Concat(name.Select(c => Special.Contains(c, StringComparison.Ordinal) || char.IsControl(c) ? '*' : c));

        // The filter trims what it is given.
        string trimmed = pattern.Trim();
        return trimmed.Length == 0 ? "*" : (char.IsWhiteSpace(pattern[0]) ? "*" : string.Empty) + trimmed + (char.IsWhiteSpace(pattern[^1]) ? "*" : string.Empty);
    }
}
