namespace LlmEval.Scoring.Safety.Pii;

/// <summary>IBANs: the country's length, with single spaces or dashes between groups, and the remainder 1 of MOD 97-10.</summary>
internal static class IbanDetector
{
    /// <summary>Looks for one whose two check digits are at <paramref name="digits"/>.</summary>
    public static void Find(in PiiText text, int digits)
    {
        int start = digits - 2;
        if (start < 0 || !char.IsAsciiDigit(text[digits + 1]) || PiiText.IsWord(text[start - 1])) { return; }

        int length = IbanCountries.LengthOf(text[start], text[start + 1]);
        if (length == 0) { return; }

        int index = digits + 2;
        for (int count = 4; count < length; count++, index++)
        {
            if (Separators.IsSpaceOrDash(text[index])) { index++; }

            if (!char.IsAsciiLetterOrDigit(text[index])) { return; }
        }

        if (!PiiText.IsWord(text[index]) && PiiChecksums.IsIban(text.Text[start..index])) { text.Add(PiiEntity.Iban, start, index); }
    }
}
