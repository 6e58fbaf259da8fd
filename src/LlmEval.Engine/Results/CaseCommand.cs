using System.Globalization;

namespace LlmEval.Engine;

/// <summary>The command that evaluates exactly one case, or one suite, by hand: the same in every shell.</summary>
internal static class CaseCommand
{
    // What some shell takes for its own also between double quotes; in a quoted value of a filter each has an escape.
    private const string Special = "\"$`\\!%";

    // What stands for itself in a filter without quotes.
    private const string Plain = "-_./:@#+~()[]";

    /// <summary>The command.</summary>
    /// <param name="project">Full path of the project file.</param>
    /// <param name="suite">Name of the suite.</param>
    /// <param name="model">Name of the model item; null for all.</param>
    /// <param name="caseId">The case; null for all.</param>
    /// <param name="isAlike">Whether another case has the same id but for the case of letters.</param>
    public static string Of(string project, string suite, string? model, string? caseId, bool isAlike)
    {
        string filter = "suite=" + Value(suite, false) + (caseId is null ? string.Empty : ";case=" + Value(caseId, isAlike)) + (model is null ? string.Empty : ";model=" + Value(model, false));
        return $"llmeval run --project \"{project}\" --filter \"{filter}\"";
    }

    private static string Value(string name, bool isExact) =>
        !isExact && name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal)) ? name : $"'{string.Concat(name.Select(Quoted))}'";

    private static string Quoted(char c) => c == '\'' ? "''"
        : c == ' ' || (!Special.Contains(c, StringComparison.Ordinal) && (char.IsAscii(c) ? !char.IsControl(c) : char.IsLetterOrDigit(c) || char.IsSurrogate(c))) ? c.ToString()
        : "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture);
}
