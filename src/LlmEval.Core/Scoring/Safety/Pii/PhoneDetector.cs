namespace LlmEval.Scoring.Safety.Pii;

/// <summary>
/// Telephone numbers: with a plus sign 7 to 15 digits (E.164), the first not 0, in groups with single spaces, dashes, dots or parentheses; without
/// it 7 to 12 digits beside a word that tells them, see <see cref="ContextWords.Phone"/>; three, three and four digits also after "my number is".
/// </summary>
internal static class PhoneDetector
{
    private const int Fewest = 7;
    private const int Most = 15;
    private const int MostNational = 12;

    /// <summary>Looks for a number that begins with the group of digits at <paramref name="start"/>.</summary>
    public static void Find(in PiiText text, int start)
    {
        if (text[start - 1] == '+')
        {
            if (text[start] != '0' && !PiiText.IsWord(text[start - 2]) && Read(text, start, text[start] == '1' ? 11 : Most) is { Digits: >= Fewest } number)
            {
                text.Add(PiiEntity.Phone, start - 1, number.End);
            }

            return;
        }

        bool isOpen = text[start - 1] == '(' && !PiiText.IsWord(text[start - 2]);
        int first = isOpen ? start - 1 : start;
        if (PiiText.IsWord(text[first - 1]) || IsInside(text, first)) { return; }

        int digits = text.Digits(start);
        bool isAmerican = digits == 3 || (digits == 1 && text[start] == '1');
        if (digits > MostNational || Read(text, start, isAmerican ? 10 + (digits == 1 ? 1 : 0) : MostNational) is not { Digits: >= Fewest } read
            || PiiText.IsWord(text[read.End]) || (text[read.End] is '.' or '-' or '/' or ':' && char.IsAsciiDigit(text[read.End + 1]))
            || (isOpen && text.Text[start..read.End].IndexOf(')') < 0) || IsDate(text.Text[start..read.End]))
        {
            return;
        }

        if (!text.NeedsContext || ContextWords.Phone.IsBeside(text.Text, first, read.End)
            || (read.IsAmericanShape && ContextWords.Number.IsBefore(text.Text, first) && !ContextWords.OtherNumber.IsBefore(text.Text, first)))
        {
            text.Add(PiiEntity.Phone, first, read.End);
        }
    }

    /// <summary>Groups of digits with at most two separators between them (<c>) </c>), as long as they fit.</summary>
    private static Number? Read(in PiiText text, int start, int most)
    {
        int index = start, count = 0, end = start, groups = 0;
        Span<int> sizes = stackalloc int[Most];
        while (true)
        {
            int digits = text.Digits(index);
            if (digits == 0 || count + digits > most) { break; }

            count += digits;
            sizes[groups++] = digits;
            end = index += digits;
            int next = index;
            if (text[next] == ')') { next++; }

            if (Separators.IsAny(text[next]) || text[next] == '/') { next++; }

            if (text[next] == '(' && next - index < 2) { next++; }

            if (next == index) { break; }

            index = next;
        }

        ReadOnlySpan<int> shape = sizes[..groups];
        if (groups > 0 && shape[0] == 1) { shape = shape[1..]; }

        // Many groups of one digit are a list of numbers.
        return count == 0 || (groups > 3 && sizes[1..groups].Count(1) > 2) || (text.Digits(index) > 0 && PiiText.IsWord(text[end]))
            ? null : new Number(end, count, shape is [3, 3, 4]);
    }

    private static bool IsInside(in PiiText text, int first) =>
        (text[first - 1] is '-' or '.' or '/' or ':' or ',' or '+' && PiiText.IsWord(text[first - 2])) || text[first - 1] is '#' or '$' or '\u20ac' or '\u00a3';

    /// <summary><c>2024-01-31</c>, <c>31.01.2024</c>.</summary>
    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == 10 && ((Separators.IsAny(text[4]) && Separators.IsAny(text[7])) || (text[2] is '.' or '/' or '-' && text[5] == text[2]));

    private readonly record struct Number(int End, int Digits, bool IsAmericanShape);
}
