namespace LlmEval.Reporting.Html;

/// <summary>How a text became another one, word by word.</summary>
internal static class TextDiff
{
    /// <summary>Cells of the table of common words; beyond it lines are compared, and beyond that the texts as a whole.</summary>
    private const int MostCells = 1_500_000;

    /// <summary>One letter of so many must be in both texts for a comparison word by word.</summary>
    private const int LeastShared = 2;

    /// <summary>Compares the beginnings of two texts, cleaned; says how much of the present one is missing.</summary>
    /// <param name="before">The text before.</param>
    /// <param name="now">The text now.</param>
    /// <param name="most">Characters of each that are compared.</param>
    public static List<DiffLine> Of(string before, string now, int most)
    {
        (string begin, string? note) = HtmlText.Cut(now, most);
        string old = HtmlText.Cut(before, most).Begin;
        List<DiffLine> parts = Of(old, begin);

        // Two texts that share only some of their words are read one after the other.
        int same = parts.Where(p => p.Kind == DiffKind.Same).Sum(p => p.Text.Count(char.IsLetterOrDigit));
        if (parts.Count > 3 && same * LeastShared < Math.Max(old.Count(char.IsLetterOrDigit), begin.Count(char.IsLetterOrDigit)))
        {
            parts = [new(DiffKind.Removed, old), new(DiffKind.Same, "\n"), new(DiffKind.Added, begin)];
        }

        if (note is not null) { parts.Add(new DiffLine(DiffKind.Gap, note)); }

        return parts;
    }

    /// <summary>The parts of both texts in order: neighbours of one kind are one part. Longest common subsequence of words, blanks and signs.</summary>
    public static List<DiffLine> Of(string before, string now)
    {
        List<string> left = Words(before), right = Words(now);
        if ((long)left.Count * right.Count > MostCells) { (left, right) = (Lines(before), Lines(now)); }

        int head = 0;
        while (head < left.Count && head < right.Count && left[head] == right[head]) { head++; }

        int tail = 0;
        while (tail < left.Count - head && tail < right.Count - head && left[^(tail + 1)] == right[^(tail + 1)]) { tail++; }

        List<DiffLine> parts = [];
        foreach (string same in left[..head]) { Add(parts, DiffKind.Same, same); }

        AddMiddle(parts, left[head..^tail], right[head..^tail]);
        foreach (string same in left[^tail..]) { Add(parts, DiffKind.Same, same); }

        return parts;
    }

    private static void AddMiddle(List<DiffLine> parts, List<string> left, List<string> right)
    {
        int i = 0, j = 0;
        if ((long)left.Count * right.Count <= MostCells)
        {
            int[,] common = new int[left.Count + 1, right.Count + 1];
            for (int l = left.Count - 1; l >= 0; l--)
            {
                for (int r = right.Count - 1; r >= 0; r--)
                {
                    common[l, r] = left[l] == right[r] ? common[l + 1, r + 1] + 1 : Math.Max(common[l + 1, r], common[l, r + 1]);
                }
            }

            while (i < left.Count && j < right.Count)
            {
                if (left[i] == right[j])
                {
                    Add(parts, DiffKind.Same, left[i++]);
                    j++;
                }
                else if (common[i + 1, j] >= common[i, j + 1]) { Add(parts, DiffKind.Removed, left[i++]); }
                else { Add(parts, DiffKind.Added, right[j++]); }
            }
        }

        while (i < left.Count) { Add(parts, DiffKind.Removed, left[i++]); }

        while (j < right.Count) { Add(parts, DiffKind.Added, right[j++]); }
    }

    private static void Add(List<DiffLine> parts, DiffKind kind, string text)
    {
        if (parts.Count > 0 && parts[^1].Kind == kind) { parts[^1] = new DiffLine(kind, parts[^1].Text + text); }
        else { parts.Add(new DiffLine(kind, text)); }
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        int start = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && Kind(text[i]) == Kind(text[i - 1]) && Kind(text[i]) != 2) { continue; }

            words.Add(text[start..i]);
            start = i;
        }

        return words;
    }

    // Surrogates stay together as if they were letters.
    private static int Kind(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark ? 0 : c is ' ' or '\t' ? 1 : 2;

    private static List<string> Lines(string text)
    {
        List<string> lines = [];
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOf('\n', start) is >= 0 and int found ? found + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }
}
