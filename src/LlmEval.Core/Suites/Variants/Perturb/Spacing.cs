using System.Text;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>More white space: spaces between words doubled or tripled, and one at the end. Words are never joined, and the beginnings of lines stay.</summary>
internal sealed class Spacing : IPerturbation
{
    /// <inheritdoc/>
    public string Name => "spacing";

    /// <inheritdoc/>
    public string? Apply(string text, double rate, int round, SeededRandom random)
    {
        if (text.Length == 0) { return null; }

        bool[] kept = Protected.Of(text);
        int[] gaps = [.. Enumerable.Range(0, text.Length).Where(i => text[i] == ' ' && !kept[i] && i > 0 && !char.IsWhiteSpace(text[i - 1]) && i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]))];
        if (gaps.Length == 0) { return text + new string(' ', 1 + random.Below(3)); }

        StringBuilder spaced = new(text.Length + 16);
        int done = 0;
        foreach (int chosen in random.Sample(gaps.Length, Protected.Count(gaps.Length, rate)))
        {
            int at = gaps[chosen];
            spaced.Append(text, done, at - done).Append(' ', 2 + random.Below(2));
            done = at + 1;
        }

        return spaced.Append(text, done, text.Length - done).ToString();
    }
}
