using LlmEval.Scoring.Text.NGrams;

namespace LlmEval.Scoring.Text;

/// <summary>Longest common subsequences of numbered words.</summary>
internal static class CommonSubsequence
{
    /// <summary>More cells than this (two texts of about 15,000 words) are not worth the seconds that they take.</summary>
    public const long MostCells = 250_000_000;

    // 32 MiB of masks.
    private const long MostMasks = 1 << 22;

    /// <summary>The length; null when the texts are too long to compare.</summary>
    /// <param name="left">Numbers of words; those below 0 are in no other text.</param>
    /// <param name="right">Numbers of words, each below <paramref name="words"/>.</param>
    /// <param name="words">How many words are numbered.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    public static int? Length(ReadOnlySpan<int> left, ReadOnlySpan<int> right, int words, CancellationToken cancellationToken)
    {
        if (left.IsEmpty || right.IsEmpty) { return 0; }

        if ((words + 1L) * ((right.Length + 63) / 64) <= MostMasks) { return Masked(left, right, words, cancellationToken); }

        return (long)left.Length * right.Length > MostCells ? null : Fill(left, right, cancellationToken);
    }

    /// <summary>
    /// Marks the places of one longest common subsequence in <paramref name="target"/>: read back from the end, a match is taken at once, and
    /// a step goes to the left only where that keeps more (the rule of rouge_score, on which the union of several depends).
    /// </summary>
    public static void Mark(ReadOnlySpan<int> target, ReadOnlySpan<int> prediction, Span<bool> marks, CancellationToken cancellationToken)
    {
        if (target.IsEmpty || prediction.IsEmpty) { return; }

        int columns = prediction.Length;
        int stride = (columns + 63) / 64;
        int[] rows = Pooled.RentCleared<int>(2 * (columns + 1));
        ulong[] lefts = Pooled.RentCleared<ulong>(checked(target.Length * stride));
        Span<int> above = rows.AsSpan(0, columns + 1);
        Span<int> row = rows.AsSpan(columns + 1, columns + 1);
        for (int i = 0; i < target.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int j = 0; j < columns; j++)
            {
                if (target[i] == prediction[j])
                {
                    row[j + 1] = above[j] + 1;
                }
                else if (row[j] > above[j + 1])
                {
                    row[j + 1] = row[j];
                    lefts[(i * stride) + (j >> 6)] |= 1UL << j;
                }
                else
                {
                    row[j + 1] = above[j + 1];
                }
            }

            Span<int> last = above;
            above = row;
            row = last;
        }

        for (int i = target.Length - 1, j = columns - 1; i >= 0 && j >= 0;)
        {
            if (target[i] == prediction[j])
            {
                marks[i--] = true;
                j--;
            }
            else if ((lefts[(i * stride) + (j >> 6)] >> j & 1) != 0) { j--; }
            else { i--; }
        }

        Pooled.GiveBack(rows);
        Pooled.GiveBack(lefts);
    }

    // A row of the table as bits (Crochemore et al. 2001): a bit is 0 where the row's value grows.
    private static int Masked(ReadOnlySpan<int> left, ReadOnlySpan<int> right, int words, CancellationToken cancellationToken)
    {
        int size = (right.Length + 63) / 64;
        ulong[] masks = Pooled.RentCleared<ulong>((words + 1) * size);
        for (int j = 0; j < right.Length; j++) { masks[(right[j] * size) + (j >> 6)] |= 1UL << j; }

        Span<ulong> row = masks.AsSpan(words * size, size);
        row.Fill(ulong.MaxValue);
        int countdown = 4096;
        foreach (int word in left)
        {
            if (--countdown == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                countdown = 4096;
            }

            if (word < 0) { continue; }

            ReadOnlySpan<ulong> mask = masks.AsSpan(word * size, size);
            ulong carry = 0;
            for (int k = 0; k < size; k++)
            {
                ulong both = row[k] & mask[k];
                UInt128 sum = (UInt128)row[k] + both + carry;
                carry = (ulong)(sum >> 64);
                row[k] = (ulong)sum | (row[k] & ~mask[k]);
            }
        }

        int length = 0;
        for (int j = 0; j < right.Length; j++) { length += (row[j >> 6] >> j & 1) == 0 ? 1 : 0; }

        Pooled.GiveBack(masks);
        return length;
    }

    private static int Fill(ReadOnlySpan<int> left, ReadOnlySpan<int> right, CancellationToken cancellationToken)
    {
        int[] row = Pooled.RentCleared<int>(right.Length + 1);
        for (int i = 0; i < left.Length; i++)
        {
            if ((i & 63) == 0) { cancellationToken.ThrowIfCancellationRequested(); }

            int diagonal = 0;
            for (int j = 0; j < right.Length; j++)
            {
                int above = row[j + 1];
                row[j + 1] = left[i] == right[j] ? diagonal + 1 : Math.Max(above, row[j]);
                diagonal = above;
            }
        }

        int length = row[right.Length];
        Pooled.GiveBack(row);
        return length;
    }
}
