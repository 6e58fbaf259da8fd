namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>"a" or "an", by the sound that a word begins with, as far as its letters tell.</summary>
internal static class Articles
{
    private static readonly string[] SilentH = ["hour", "honest", "honour", "honor", "heir"];

    // A vowel that is spoken as "you" or "w".
    private static readonly string[] Spoken = ["uni", "use", "usa", "usu", "uk", "ur", "ut", "eu", "ew", "one", "once", "u.s", "u.k"];

    // Of the words that begin like those before and are spoken with a vowel.
    private static readonly string[] Exceptions = ["unim", "unin", "urb", "urg", "urn", "utm", "utt"];

    /// <summary>Whether "an" belongs before the text.</summary>
    public static bool NeedsAn(string text)
    {
        if (char.IsAsciiDigit(text[0]))
        {
            string digits = new([.. text.TakeWhile(char.IsAsciiDigit)]);
            return digits[0] == '8' || digits is "11" or "18";
        }

        if (Begins(text, SilentH)) { return true; }

        bool isVowel = "aeiouAEIOU".Contains(text[0], StringComparison.Ordinal);
        return isVowel && (!Begins(text, Spoken) || Begins(text, Exceptions));
    }

    private static bool Begins(string text, string[] prefixes) => Array.Exists(prefixes, p => text.StartsWith(p, StringComparison.OrdinalIgnoreCase));
}
