using System.Buffers;

namespace LlmEval.Scoring.Text;

/// <summary>
/// Levenshtein distance: the least number of insertions, deletions and substitutions of one code point that turn one text into the other
/// (Levenshtein 1966; the dynamic programme of Wagner and Fischer 1974, two rows). Not normalised: a letter with a combining mark
/// is two code points. Half a surrogate pair counts as a code point of its own.
/// </summary>
internal static class EditDistance
{
    /// <summary>More cells than this (two texts of about 30,000 different characters) are not worth the second that they take.</summary>
    public const long MostCells = 1_000_000_000;

    /// <summary>The distance; null when the texts are too long to compare.</summary>
    public static int? Between(string left, string right, CancellationToken cancellationToken) => Between(left, right, 1, cancellationToken);

    /// <summary>1 - distance / length of the longer text, 0 to 1; 1 for two empty texts; null when they are too long to compare.</summary>
    public static double? Similarity(string left, string right, CancellationToken cancellationToken) =>
        Between(left, right, 1, cancellationToken) is { } edits ? (edits == 0 ? 1 : 1 - ((double)edits / Math.Max(Length(left), Length(right)))) : null;

    /// <summary>1 - distance / sum of the lengths, 0 to 1, where replacing costs two edits; 1 for two empty texts; null when they are too long to compare.</summary>
    public static double? IndelRatio(string left, string right, CancellationToken cancellationToken) =>
        Between(left, right, 2, cancellationToken) is { } edits ? (edits == 0 ? 1 : 1 - ((double)edits / (Length(left) + Length(right)))) : null;

    /// <summary>Length in code points.</summary>
    public static int Length(string text)
    {
        int pairs = 0;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) { pairs++; }
        }

        return text.Length - pairs;
    }

    private static int? Between(string left, string right, int replacing, CancellationToken cancellationToken)
    {
        if (left == right) { return 0; }

        int[] points = ArrayPool<int>.Shared.Rent(left.Length + (2 * right.Length) + 1);
        try
        {
            Span<int> a = Decode(left, points);
            Span<int> b = Decode(right, points.AsSpan(left.Length, right.Length));
            int start = a.CommonPrefixLength(b);
            a = a[start..];
            b = b[start..];
            int end = 0;
            while (end < a.Length && end < b.Length && a[^(end + 1)] == b[^(end + 1)]) { end++; }

            a = a[..^end];
            b = b[..^end];

            if (a.Length == 0 || b.Length == 0) { return Math.Max(a.Length, b.Length); }

            if ((long)a.Length * b.Length > MostCells) { return null; }

            return Fill(a, b, points.AsSpan(left.Length + right.Length, b.Length + 1), replacing, cancellationToken);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(points);
        }
    }

    private static int Fill(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> row, int replacing, CancellationToken cancellationToken)
    {
        for (int j = 0; j < row.Length; j++) { row[j] = j; }

        for (int i = 0; i < a.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int diagonal = row[0];
            int before = row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int above = row[j + 1];
                before = Math.Min(Math.Min(above, before) + 1, diagonal + (a[i] == b[j] ? 0 : replacing));
                diagonal = above;
                row[j + 1] = before;
            }
        }

        return row[b.Length];
    }

    private static Span<int> Decode(string text, Span<int> points)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            points[count++] = isPair ? char.ConvertToUtf32(text[i], text[++i]) : text[i];
        }

        return points[..count];
    }
}
