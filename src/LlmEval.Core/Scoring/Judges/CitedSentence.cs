using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>A sentence of an answer with the passages that it cites.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How long it is there, citations included.</param>
/// <param name="Text">Its words, without the citations.</param>
/// <param name="Cited">Places of the cited passages, from 0; -1 for a citation of none.</param>
internal sealed partial record CitedSentence(int Start, int Length, string Text, IReadOnlyList<int> Cited)
{
    /// <summary>
    /// Splits a text: a sentence ends at a line break, or after <c>. ! ? …</c> (or their full-width forms) with its closing quotes and the citations that follow, before white space and anything
    /// but a small letter. Citations stand in brackets: <c>[2]</c>, <c>[1, 3]</c>, <c>[handbook-4]</c>; a number that is no passage's id counts passages from 1. Other brackets are words.
    /// </summary>
    public static IReadOnlyList<CitedSentence> Split(string text, IReadOnlyList<Passage> passages)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        for (int i = 0; i < passages.Count; i++)
        {
            if (passages[i].Id is { } id) { ids.TryAdd(id.Trim(), i); }
        }

        List<CitedSentence> sentences = [];
        int start = 0;
        while (start < text.Length)
        {
            int end = End(text, start);
            int from = start, to = end;
            while (from < to && char.IsWhiteSpace(text[from])) { from++; }

            while (to > from && char.IsWhiteSpace(text[to - 1])) { to--; }

            if (to > from)
            {
                List<int> cited = [];
                string words = Brackets().Replace(text[from..to], m => Cite(m.Groups[1].Value, ids, passages.Count) is { } places ? Add(cited, places) : m.Value);
                if (words.Any(char.IsLetterOrDigit)) { sentences.Add(new CitedSentence(from, to - from, words.Trim(), [.. cited.Distinct()])); }
                else if (cited.Count > 0 && sentences.Count > 0)
                {
                    // Citations on a line of their own belong to what they follow.
                    sentences[^1] = sentences[^1] with { Cited = [.. sentences[^1].Cited.Concat(cited).Distinct()] };
                }
            }

            start = end;
        }

        return sentences;
    }

    private static string Add(List<int> cited, IEnumerable<int> places)
    {
        cited.AddRange(places);
        return string.Empty;
    }

    private static List<int>? Cite(string inside, Dictionary<string, int> ids, int count)
    {
        List<int> places = [];
        foreach (string part in inside.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ids.TryGetValue(part, out int place)) { places.Add(place); }
            else if (part.Length <= 9 && part.All(char.IsAsciiDigit))
            {
                int number = int.Parse(part, System.Globalization.CultureInfo.InvariantCulture);
                places.Add(ids.Count == 0 && number >= 1 && number <= count ? number - 1 : -1);
            }
            else { return null; }
        }

        return places.Count == 0 ? null : places;
    }

    private static int End(string text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r' or '\u2028' or '\u2029') { return i + 1; }

            if (text[i] is '\u3002' or '\uFF01' or '\uFF1F') { return AfterClosing(text, i + 1); }

            if (text[i] is not ('.' or '!' or '?' or '\u2026')) { continue; }

            int after = AfterClosing(text, i + 1);
            if (after >= text.Length) { return text.Length; }

            if (!char.IsWhiteSpace(text[after])) { continue; }

            int next = after;
            while (next < text.Length && text[next] is ' ' or '\t' or '\u00A0') { next++; }

            if (next >= text.Length || !char.IsLower(text[next])) { return after; }
        }

        return text.Length;
    }

    private static int AfterClosing(string text, int at)
    {
        while (at < text.Length && text[at] is '.' or '!' or '?' or '\u2026' or '"' or '\'' or ')' or '\u201D' or '\u2019' or '\u00BB' or '\u3002' or '\uFF01' or '\uFF1F') { at++; }

        while (Following().Match(text, at) is { Success: true, Length: > 0 } citation) { at += citation.Length; }

        return at;
    }

    [GeneratedRegex(@"\[([^\[\]\r\n]{1,200})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"\G[ \t]?\[[^\[\]\r\n]{1,200}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Following();
}
