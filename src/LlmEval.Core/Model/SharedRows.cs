using System.Diagnostics.CodeAnalysis;

namespace LlmEval.Model;

/// <summary>
/// Gives cases with the same scores the same rows: most cases of a suite pass or fail in one of a few ways, and a row of their own for each
/// would be most of the memory. What it gives is never changed again. Not safe for several threads.
/// </summary>
internal sealed class SharedRows : IEqualityComparer<IReadOnlyList<ScoreCell[]>>
{
    /// <summary>How many are kept: graded scores are different in every case, and to keep them all would help nobody.</summary>
    private const int Most = 1024;

    private readonly HashSet<IReadOnlyList<ScoreCell[]>> _known;

    public SharedRows() => _known = new(this);

    /// <summary>The rows that equal these.</summary>
    public IReadOnlyList<ScoreCell[]> Of(IReadOnlyList<ScoreCell[]> rows)
    {
        if (_known.TryGetValue(rows, out IReadOnlyList<ScoreCell[]>? known)) { return known; }

        if (_known.Count < Most) { _known.Add(rows); }

        return rows;
    }

    bool IEqualityComparer<IReadOnlyList<ScoreCell[]>>.Equals(IReadOnlyList<ScoreCell[]>? x, IReadOnlyList<ScoreCell[]>? y)
    {
        if (x!.Count != y!.Count) { return false; }

        for (int r = 0; r < x.Count; r++)
        {
            if (!x[r].AsSpan().SequenceEqual(y[r])) { return false; }
        }

        return true;
    }

    int IEqualityComparer<IReadOnlyList<ScoreCell[]>>.GetHashCode([DisallowNull] IReadOnlyList<ScoreCell[]> obj)
    {
        HashCode hash = default;
        foreach (ScoreCell[] row in obj)
        {
            foreach (ScoreCell cell in row)
            {
                hash.Add(cell.Value);
                hash.Add(((int)cell.State << 1) | (cell.Passed ? 1 : 0));
            }
        }

        return hash.ToHashCode();
    }
}
