using System.Text.RegularExpressions;

namespace LlmEval.Endpoints.Secrets;

/// <summary>Tells names of variables from keys, so that a key that was written into a project file is refused and never printed.</summary>
internal static partial class KeyShape
{
    private const int LongestName = 64;

    /// <summary>Whether <paramref name="text"/> can be the name of an environment variable and does not look like a key.</summary>
    public static bool IsVariableName(string text) => text.Length <= LongestName && Name().IsMatch(text) && !IsKey(text);

    /// <summary>Whether <paramref name="text"/> looks like a key of one of the known services, or is long and random enough to be one.</summary>
    public static bool IsKey(string text) =>
        Prefixed().IsMatch(text)
        || (text.Length >= 32 && text.All(char.IsAsciiHexDigit))
        || (text.Length >= 24 && text.All(static c => char.IsAsciiLetterOrDigit(c))
            && text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiDigit));

    /// <summary>Replaces what looks like a key of a known service inside a longer text.</summary>
    public static string Mask(string text) => Inside().Replace(text, Redactor.Mask);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*(Bearer\s|(sk|pk|rk|gsk|xai|hf|r8|nvapi|ghp|gho|pplx|csk|fw|tgp|key|eyJ)[-_][A-Za-z0-9]|AIza|eyJ[A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Prefixed();

    [GeneratedRegex(@"(?<![A-Za-z0-9])((sk|gsk|xai|hf|r8|nvapi|ghp|gho|pplx|csk)[-_][A-Za-z0-9_\-*.]{6,}|AIza[A-Za-z0-9_\-*]{10,}|eyJ[A-Za-z0-9_\-.]{20,})", RegexOptions.CultureInvariant)]
    private static partial Regex Inside();
}
