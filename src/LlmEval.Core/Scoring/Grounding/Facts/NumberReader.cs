using System.Globalization;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>Reads digits with separators in the conventions of all countries.</summary>
internal static class NumberReader
{
    /// <summary>What they may mean: <c>1,234</c> is 1234 or 1.234. Nothing when they are no number (<c>1.2.3</c>) or one of more than 28 digits.</summary>
    public static List<decimal> Values(ReadOnlySpan<char> written)
    {
        List<decimal> values = [];
        Span<char> plain = stackalloc char[written.Length];
        int dots = written.Count('.'), commas = written.Count(',');
        // Whichever of dot and comma may be the sign of the fraction.
        foreach (char fraction in ".,")
        {
            int signs = fraction == '.' ? dots : commas;
            if (signs > 1) { continue; }

            int at = written.IndexOf(fraction), length = 0, group = 0;
            bool isGrouped = false, isRight = true;
            for (int i = 0; i < written.Length && isRight; i++)
            {
                char c = written[i];
                if (char.IsAsciiDigit(c))
                {
                    plain[length++] = c;
                    group++;
                }
                else if (i == at)
                {
                    isRight = !isGrouped || group == 3;
                    plain[length++] = '.';
                    (group, isGrouped) = (0, false);
                }
                else
                {
                    // Groups of thousands end before the fraction; the first has one to three digits, the others three (or two, in India).
                    isRight = (at < 0 || i < at) && (isGrouped ? group is 2 or 3 : group is >= 1 and <= 3);
                    (group, isGrouped) = (0, true);
                }
            }

            if (isRight && (!isGrouped || group == 3)
                && decimal.TryParse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && !values.Contains(value))
            {
                values.Add(value);
            }
        }

        return values;
    }
}
