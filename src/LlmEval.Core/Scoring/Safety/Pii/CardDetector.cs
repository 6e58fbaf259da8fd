namespace LlmEval.Scoring.Safety.Pii;

/// <summary>
/// Numbers of payment cards: 13 to 19 digits with single spaces or dashes between groups, beginning with 3 to 6 (also 2221 to 2720 with 16
/// digits, and 1 with 15), and Luhn's sum. A time in milliseconds or finer begins with 1 and has another length.
/// </summary>
internal static class CardDetector
{
    private const int Shortest = 13;
    private const int Longest = 19;
    private const int MostGroups = 6;

    /// <summary>Looks for a number that begins with the group of digits at <paramref name="start"/>.</summary>
    public static void Find(in PiiText text, int start)
    {
        if (text[start] is < '1' or > '6' || PiiText.IsWord(text[start - 1]) || (text[start - 1] == '.' && char.IsAsciiDigit(text[start - 2]))) { return; }

        Span<char> digits = stackalloc char[Longest];
        int count = 0, index = start, best = -1, groups = 0, first = text.Digits(start);
        bool isEven = true;
        while (true)
        {
            int group = text.Digits(index);
            if (group == 0 || count + group > Longest) { break; }

            text.Text.Slice(index, group).CopyTo(digits[count..]);
            count += group;
            index += group;
            groups++;
            // More groups than cards are printed in are a list of numbers, unless all are of one length.
            if (groups > MostGroups && !isEven) { break; }

            isEven &= group == first;
            if (count >= Shortest && text.IsAlone(start, index) && IsCard(digits[..count]) && !IsPartOfGuid(text, start, index))
            {
                best = index;
                if (IsUsual(digits, count)) { break; }
            }

            if (!Separators.IsSpaceOrDash(text[index])) { break; }

            index++;
        }

        if (best > 0) { text.Add(PiiEntity.CreditCard, start, best); }
    }

    private static bool IsCard(ReadOnlySpan<char> digits) => digits[0] switch
    {
        '1' => digits.Length == 15,
        '2' => digits.Length == 16 && digits[..4].CompareTo("2221", StringComparison.Ordinal) >= 0 && digits[..4].CompareTo("2720", StringComparison.Ordinal) <= 0,
        _ => true,
    } && PiiChecksums.Luhn(digits) % 10 == 0;

    /// <summary>The length that numbers with these first digits have, so that a group after them is not taken in by chance.</summary>
    private static bool IsUsual(ReadOnlySpan<char> digits, int count) => digits[..2] switch
    {
        "34" or "37" => count == 15,
        "30" or "36" or "38" or "39" => count == 14,
        ['1', ..] => count == 15,
        _ => count == 16,
    };

    /// <summary>Eight, four and four digits that are the beginning of 8-4-4-4-12 are no card.</summary>
    private static bool IsPartOfGuid(in PiiText text, int start, int end) =>
        text[start + 8] == '-' && text[start + 13] == '-' && text[end] == '-' && char.IsAsciiHexDigit(text[end + 1]);
}
