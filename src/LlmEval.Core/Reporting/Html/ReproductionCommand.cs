using System.Text;

namespace LlmEval.Reporting.Html;

/// <summary>The command that runs one case again.</summary>
internal static class ReproductionCommand
{
    /// <summary>
    /// <c>llmeval run --filter "suite=triage;model=tiny;case=t-001"</c>. A character that means something to a filter or, between double quotes, to bash, PowerShell or cmd is replaced
    /// by <c>*</c>, which stands for any, so that the same line can be pasted everywhere.
    /// </summary>
    public static string Of(string suite, string model, string? caseId)
    {
        string of = caseId is null ? string.Empty : $";case={Pattern(caseId)}";
        return $"llmeval run --filter \"suite={Pattern(suite)};model={Pattern(model)}{of}\"";
    }

    private static string Pattern(string name)
    {
        StringBuilder pattern = new(name.Length);
        string trimmed = name.Trim();
        if (trimmed.Length < name.Length && trimmed.Length == 0) { return "*"; }

        foreach (char c in trimmed)
        {
            if (char.IsAsciiLetterOrDigit(c) || (char.IsLetterOrDigit(c) && !char.IsSurrogate(c)) || c is '-' or '_' or '.' or '~' or '/' or ':' or '@' or '#' or '+' or ' ') { pattern.Append(c); }
            else if (pattern.Length == 0 || pattern[^1] != '*') { pattern.Append('*'); }
        }

        return trimmed.Length == name.Length ? pattern.ToString() : $"*{pattern}*";
    }
}
