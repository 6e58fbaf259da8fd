namespace LlmEval.Scoring.Safety.Pii;

/// <summary>NHS numbers (ten digits, or 3-3-4) and provider identifiers (ten digits), beside a word that tells them.</summary>
internal static class TenDigitDetector
{
    /// <summary>Looks for a number that begins with the group of <paramref name="group"/> digits at <paramref name="start"/>.</summary>
    public static void Find(in PiiText text, int start, int group)
    {
        int end = start + 10;
        if (group == 3 && Separators.IsSpaceOrDash(text[start + 3]) && text.Digits(start + 4) == 3
            && Separators.AreAlike(text[start + 3], text[start + 7]) && text.Digits(start + 8) == 4)
        {
            end = start + 12;
        }
        else if (group != 10) { return; }

        if (!text.IsAlone(start, end)) { return; }

        ReadOnlySpan<char> number = text.Text[start..end];
        if (PiiChecksums.IsNhs(number) && Has(text, ContextWords.Nhs, start, end)) { text.Add(PiiEntity.UkNhs, start, end); }

        if (group == 10 && PiiChecksums.IsNpi(number) && Has(text, ContextWords.Npi, start, end)) { text.Add(PiiEntity.UsNpi, start, end); }
    }

    private static bool Has(in PiiText text, ContextWords words, int start, int end) => !text.NeedsContext || words.IsBeside(text.Text, start, end);
}
