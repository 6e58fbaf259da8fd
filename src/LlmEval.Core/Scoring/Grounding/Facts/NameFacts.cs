using System.Collections.Frozen;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>
/// Names: words with a capital letter, one after another, not at the beginning of a sentence and not in a list of words that are always written so.
/// A language that writes all nouns with a capital (German) gives many that are no names.
/// </summary>
internal static class NameFacts
{
    private static readonly FrozenSet<string> s_common = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "i", "i'm", "i'd", "i'll", "i've", "ai", "ok", "pm", "am", "mr", "mrs", "ms", "dr", "the", "a", "an", "and", "or", "of", "in", "on", "at", "to", "for", "is", "it", "no", "yes", "not", "if", "please", "note",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december", "english", "german", "french", "spanish", "internet", "json", "html", "pdf", "url", "faq", "id", "sie", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer");

    public static List<Fact> Find(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        List<Fact> facts = [];
        bool isSentenceStart = true;
        int index = 0;
        while (index < text.Length)
        {
            if (!char.IsLetter(text[index]))
            {
                isSentenceStart = Ends(text[index]) || (isSentenceStart && text[index] is not '\u0001' && !char.IsAsciiDigit(text[index]));
                index++;
                continue;
            }

            int end = WordEnd(text, index);
            if (isSentenceStart || !IsName(text[index..end]))
            {
                isSentenceStart = false;
                // The dot of a title does not end the sentence.
                index = IsTitle(text[index..end]) && end < text.Length && text[end] == '.' ? end + 1 : end;
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            int last = end;
            while (last < text.Length && text[last] == ' ' && last + 1 < text.Length && char.IsUpper(text[last + 1]))
            {
                int next = WordEnd(text, last + 1);
                if (!IsName(text[(last + 1)..next])) { break; }

                last = next;
            }

            ReadOnlySpan<char> name = text[index..last];
            if (name.EndsWith("'s", StringComparison.Ordinal) || name.EndsWith("\u2019s", StringComparison.Ordinal)) { name = name[..^2]; }

            string value = PlainText.Of(name);
            if (value.Length > 1) { facts.Add(new Fact(FactKind.Name, index, name.Length, [value])); }

            isSentenceStart = false;
            index = last;
        }

        return facts;
    }

    private static bool IsName(ReadOnlySpan<char> word) => char.IsUpper(word[0]) && !s_common.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static bool IsTitle(ReadOnlySpan<char> word) => word is "Mr" or "Mrs" or "Ms" or "Dr";

    private static bool Ends(char c) => c is '.' or '!' or '?' or ':' or '\n' or '\r' or '*' or '#' or '|' or '\u2022' or '"' or '\u201c' or '\u201e' or '\u00ab';

    private static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || (text[end] is '\'' or '\u2019' or '-' or '&' && end + 1 < text.Length && char.IsLetter(text[end + 1])))) { end++; }

        return end;
    }
}
