namespace LlmEval.Scoring.Safety.Pii;

/// <summary>Hardware addresses: six pairs of hexadecimal digits with the same separator, colon or dash, and no more of them.</summary>
internal static class MacDetector
{
    private const int Length = 17;

    /// <summary>Looks for one whose first separator is at <paramref name="separator"/>.</summary>
    public static void Find(in PiiText text, int separator)
    {
        int start = separator - 2;
        char mark = text[separator];
        if (start < 0 || text[separator + 3] != mark || PiiText.IsWord(text[start - 1]) || text[start - 1] == mark) { return; }

        for (int i = 0; i < Length; i++)
        {
            if (i % 3 == 2 ? text[start + i] != mark : !char.IsAsciiHexDigit(text[start + i])) { return; }
        }

        int end = start + Length;
        if (!PiiText.IsWord(text[end]) && !(text[end] == mark && PiiText.IsWord(text[end + 1]))) { text.Add(PiiEntity.MacAddress, start, end); }
    }
}
