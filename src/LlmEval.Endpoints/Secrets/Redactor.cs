using System.Text.RegularExpressions;

namespace LlmEval.Endpoints.Secrets;

/// <summary>Takes secrets out of texts that came from elsewhere, before anybody sees them: servers quote keys and addresses in their errors.</summary>
internal sealed partial class Redactor(Credential? credential)
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "***";

    private const int Longest = 300;

    /// <summary>One line of at most 300 characters without key, user information and query of addresses.</summary>
    public string Clean(string text)
    {
        text = Hide(text);
        text = UserInformation().Replace(text, "$1");
        text = Query().Replace(text, "$1?" + Mask);
        text = Blank().Replace(text, " ").Trim();
        return text.Length > Longest ? text[..Longest] + "..." : text;
    }

    /// <summary>A text of any length without keys.</summary>
    public string Hide(string text) => KeyShape.Mask(credential?.Hide(text) ?? text);

    [GeneratedRegex(@"(https?://)[^/\s@?#]*@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UserInformation();

    [GeneratedRegex(@"(https?://[^\s?#""'<>]*)[?#][^\s""'<>]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
