namespace LlmEval.Scoring.Safety.Pii;

/// <summary>
/// Social security and taxpayer numbers as 3-2-4 digits with the same separator, and nine digits in a row that a word beside them tells
/// to be one of these, a routing number or a Canadian insurance number (also as 3-3-3).
/// </summary>
internal static class NineDigitDetector
{
    /// <summary>Looks for a number that begins with the group of <paramref name="group"/> digits at <paramref name="start"/>.</summary>
    public static void Find(in PiiText text, int start, int group)
    {
        if (group == 9)
        {
            if (text.IsAlone(start, start + 9)) { Bare(text, start, start + 9); }

            return;
        }

        if (group != 3 || !Separators.IsAny(text[start + 3])) { return; }

        int second = text.Digits(start + 4);
        if (second is not (2 or 3)) { return; }

        int separator = start + 4 + second;
        int end = separator + 1 + (second == 2 ? 4 : 3);
        if (!Separators.AreAlike(text[start + 3], text[separator]) || text.Digits(separator + 1) != end - separator - 1 || !text.IsAlone(start, end)
            || IsLongerChain(text, start, end))
        {
            return;
        }

        ReadOnlySpan<char> number = text.Text[start..end];
        if (second == 3)
        {
            if (text[start + 3] != '.' && PiiChecksums.IsSin(number) && Has(text, ContextWords.Sin, start, end)) { text.Add(PiiEntity.CaSin, start, end); }
        }
        else if (PiiChecksums.IsSsn(number)) { text.Add(PiiEntity.UsSsn, start, end); }
        else if (PiiChecksums.IsItin(number)) { text.Add(PiiEntity.UsItin, start, end); }
    }

    private static void Bare(in PiiText text, int start, int end)
    {
        ReadOnlySpan<char> number = text.Text[start..end];
        if (PiiChecksums.IsSsn(number) && Has(text, ContextWords.Ssn, start, end)) { text.Add(PiiEntity.UsSsn, start, end); }

        if (PiiChecksums.IsItin(number) && Has(text, ContextWords.Itin, start, end)) { text.Add(PiiEntity.UsItin, start, end); }

        if (PiiChecksums.IsAba(number) && Has(text, ContextWords.Aba, start, end)) { text.Add(PiiEntity.AbaRouting, start, end); }

        if (PiiChecksums.IsSin(number) && Has(text, ContextWords.Sin, start, end)) { text.Add(PiiEntity.CaSin, start, end); }
    }

    /// <summary>A stretch of a longer chain of groups (a serial number, a part of a phone number) is no such number.</summary>
    private static bool IsLongerChain(in PiiText text, int start, int end) =>
        (Separators.IsDash(text[start - 1]) && PiiText.IsWord(text[start - 2])) || (Separators.IsDash(text[end]) && PiiText.IsWord(text[end + 1]));

    private static bool Has(in PiiText text, ContextWords words, int start, int end) => !text.NeedsContext || words.IsBeside(text.Text, start, end);
}
