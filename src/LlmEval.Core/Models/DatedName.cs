using System.Text.RegularExpressions;

namespace LlmEval.Models;

/// <summary>Names by which vendors sell one version of a model, and not whatever is newest: they end with a date, as <c>gpt-5-mini-2025-08-07</c>, <c>claude-sonnet-4-5-20250929</c>, <c>gpt-4-0613</c>.</summary>
internal static partial class DatedName
{
    /// <summary>Whether a name is one of them.</summary>
    public static bool Is(string? name) => name is not null && Date().IsMatch(name);

    [GeneratedRegex(@"[-@](20\d{2}-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
