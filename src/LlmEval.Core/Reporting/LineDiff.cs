namespace LlmEval.Reporting;

/// <summary>
/// The difference of two texts line by line, by their longest common subsequence (Wagner and Fischer, Journal of the ACM 21, 1974) between the lines that both begin and end with.
/// Texts that differ in too many lines are shown as removed and added whole.
/// </summary>
public static class LineDiff
{
    /// <summary>Unchanged lines shown before and after each change.</summary>
    public const int Context = 3;

    /// <summary>Lines of a difference that are shown at most; the rest is one gap.</summary>
    public const int Most = 400;

    /// <summary>Cells of the table; more take longer than a reader would wait, and say nothing to one.</summary>
    private const int MostCells = 4_000_000;

    /// <summary>Compares two texts; line ends of either kind, and a last line with or without its end, are the same.</summary>
    /// <returns>Removed before added at each place; empty where no line differs.</returns>
    public static IReadOnlyList<DiffLine> Of(string before, string now)
    {
        string[] then = Lines(before), lines = Lines(now);
        int head = 0, tail = 0;
        while (head < then.Length && head < lines.Length && then[head] == lines[head]) { head++; }

        while (tail < then.Length - head && tail < lines.Length - head && then[^(tail + 1)] == lines[^(tail + 1)]) { tail++; }

        List<DiffLine> whole = [.. then.Take(head).Select(Same)];
        Middle(then.AsSpan(head, then.Length - head - tail), lines.AsSpan(head, lines.Length - head - tail), whole);
        whole.AddRange(then.Skip(then.Length - tail).Select(Same));
        return whole.TrueForAll(l => l.Kind == DiffKind.Same) ? [] : Shown(whole);
    }

    private static void Middle(ReadOnlySpan<string> then, ReadOnlySpan<string> now, List<DiffLine> into)
    {
        if ((long)then.Length * now.Length > MostCells)
        {
            foreach (string line in then) { into.Add(new DiffLine(DiffKind.Removed, line)); }

            foreach (string line in now) { into.Add(new DiffLine(DiffKind.Added, line)); }

            return;
        }

        // Length of the longest common subsequence of what follows each place.
        int[,] common = new int[then.Length + 1, now.Length + 1];
        for (int i = then.Length - 1; i >= 0; i--)
        {
            for (int j = now.Length - 1; j >= 0; j--) { common[i, j] = then[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]); }
        }

        for (int i = 0, j = 0; i < then.Length || j < now.Length;)
        {
            if (i < then.Length && j < now.Length && then[i] == now[j])
            {
                into.Add(Same(then[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (i < then.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1])) { into.Add(new DiffLine(DiffKind.Removed, then[i++])); }
            else { into.Add(new DiffLine(DiffKind.Added, now[j++])); }
        }
    }

    /// <summary>The changes with their context; a gap for what is left out.</summary>
    private static List<DiffLine> Shown(List<DiffLine> whole)
    {
        bool[] isShown = new bool[whole.Count];
        for (int i = 0; i < whole.Count; i++)
        {
            if (whole[i].Kind == DiffKind.Same) { continue; }

            for (int c = Math.Max(0, i - Context); c <= Math.Min(whole.Count - 1, i + Context); c++) { isShown[c] = true; }
        }

        List<DiffLine> shown = [];
        for (int i = 0; i < whole.Count; i++)
        {
            if (shown.Count >= Most)
            {
                shown.Add(new DiffLine(DiffKind.Gap, string.Empty));
                break;
            }

            if (isShown[i]) { shown.Add(whole[i]); }
            else if (shown is [] or [.., { Kind: not DiffKind.Gap }]) { shown.Add(new DiffLine(DiffKind.Gap, string.Empty)); }
        }

        return shown;
    }

    private static DiffLine Same(string line) => new(DiffKind.Same, line);

    private static string[] Lines(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines is [.. var all, ""] ? all : lines;
    }
}
