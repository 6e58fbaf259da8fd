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
        if (credential is { Secret.Length: > 0 }) { text = text.Replace(credential.Secret, Mask, StringComparison.OrdinalIgnoreCase); }

        text = UserInformation().Replace(text, "$1");
        text = Query().Replace(text, "$1?" + Mask);
        text = KeyShape.Mask(text);
        text = Blank().Replace(text, " ").Trim();
        return text.Length > Longest ? text[..Longest] + "..." : text;
    }

    [GeneratedRegex(@"(https?://)[^/\s@?#]*@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UserInformation();

    [GeneratedRegex(@"(https?://[^\s?#""'<>]*)[?#][^\s""'<>]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
