using System.Text;
using System.Xml;

namespace LlmEval.Reporting.Formats.Junit;

/// <summary>Texts as XML 1.0 can hold them.</summary>
internal static class XmlText
{
    /// <summary>The text with U+FFFD for every character that XML 1.0 has no way to write (section 2.2): most controls, halves of surrogates, U+FFFE and U+FFFF.</summary>
    public static string Of(string text)
    {
        int i = 0;
        while (i < text.Length && !char.IsSurrogate(text[i]) && XmlConvert.IsXmlChar(text[i])) { i++; }

        if (i == text.Length) { return text; }

        StringBuilder kept = new(text, 0, i, text.Length);
        foreach (Rune rune in text.AsSpan(i).EnumerateRunes()) { kept.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString()); }

        return kept.ToString();
    }
}
