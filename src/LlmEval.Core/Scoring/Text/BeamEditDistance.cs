using System.Buffers;
using LlmEval.Scoring.Text.NGrams;

namespace LlmEval.Scoring.Text;

/// <summary>
/// Edit distance between hypotheses of one length and a reference, of which only the cells near the diagonal are looked at (25 to each
/// side, more where the lengths differ much), as in sacrebleu's TER. Rows that two hypotheses in a row have in common are computed once.
/// </summary>
internal sealed class BeamEditDistance : IDisposable
{
    private const int Beam = 25;
    private const int Infinite = 1_000_000_000;

    private readonly int[] _reference;
    private readonly int _length;
    private readonly int _stride;
    private readonly int _width;
    private readonly double _ratio;
    private readonly int[] _cells;
    private readonly int[] _last;
    private int _valid;

    public BeamEditDistance(int length, int[] reference)
    {
        (_length, _reference, _stride) = (length, reference, reference.Length + 1);
        _ratio = length > 0 ? (double)reference.Length / length : 1;
        _width = Beam < _ratio / 2 ? (int)Math.Ceiling((_ratio / 2) + Beam) : Beam;
        int cells = (length + 1) * _stride;
        _cells = ArrayPool<int>.Shared.Rent(cells);
        _cells.AsSpan(0, cells).Fill(Infinite);
        for (int j = 0; j < _stride; j++) { _cells[j] = j; }

        _last = new int[length];
    }

    /// <summary>The distance of a hypothesis.</summary>
    public int Between(ReadOnlySpan<int> words)
    {
        int common = words.CommonPrefixLength(_last.AsSpan(0, _valid));
        words[common..].CopyTo(_last.AsSpan(common));
        _valid = _length;
        for (int i = common + 1; i <= _length; i++)
        {
            (int from, int to) = Range(i);
            Span<int> row = _cells.AsSpan(i * _stride, _stride);
            ReadOnlySpan<int> above = _cells.AsSpan((i - 1) * _stride, _stride);
            int word = words[i - 1];
            if (from == 0 && to > 0)
            {
                row[0] = above[0] + 1;
                from = 1;
            }

            for (int j = from; j < to; j++)
            {
                int least = above[j - 1] + (word == _reference[j - 1] ? 0 : 1);
                least = Math.Min(least, Math.Min(above[j], row[j - 1]) + 1);
                row[j] = Math.Min(least, Infinite);
            }
        }

        return _cells[(_length * _stride) + _stride - 1];
    }

    /// <summary>How a hypothesis goes with the reference: equal or replaced words before deleted ones before inserted ones, read back from the end.</summary>
    public TerAlignment Align(ReadOnlySpan<int> words)
    {
        Between(words);
        TerAlignment alignment = new(_length, _reference.Length);
        int i = _length, j = _reference.Length;
        while (i > 0 || j > 0)
        {
            int cell = _cells[(i * _stride) + j];
            bool differs = i == 0 || j == 0 || words[i - 1] != _reference[j - 1];
            if (i > 0 && j > 0 && cell == _cells[((i - 1) * _stride) + j - 1] + (differs ? 1 : 0))
            {
                alignment.SetReference(--j, --i, differs);
                if (differs) { alignment.SetWrong(i); }
            }
            else if (i > 0 && cell == _cells[((i - 1) * _stride) + j] + 1) { alignment.SetWrong(--i); }
            else { alignment.SetReference(--j, i - 1, isWrong: true); }
        }

        return alignment;
    }

    public void Dispose() => Pooled.GiveBack(_cells);

    // From the first column to the one behind the last; the last row goes to the end.
    private (int From, int To) Range(int row)
    {
        int diagonal = (int)Math.Floor(row * _ratio);
        return (Math.Max(0, diagonal - _width), row == _length ? _stride : Math.Min(_stride, diagonal + _width));
    }
}
