using System.Text;

namespace LlmEval.Reporting.Formats;

/// <summary>Texts as JSON in UTF-8 can hold them.</summary>
internal static class JsonText
{
    /// <summary>The text with U+FFFD for halves of surrogates.</summary>
    public static string Whole(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) { return text; }

        StringBuilder whole = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) { whole.Append(rune.ToString()); }

        return whole.ToString();
    }
}
