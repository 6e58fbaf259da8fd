using System.Buffers;
using LlmEval.Scoring.Text.NGrams;

namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>The tokens of a text, in one block of characters. The blocks come from the shared pool; disposing gives them back.</summary>
internal sealed class TokenList : IDisposable
{
    private char[] _text;
    private int[] _starts;

    private TokenList(char[] text, int[] starts, int count) => (_text, _starts, Count) = (text, starts, count);

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>A token.</summary>
    // The bounds are stored as pairs: start, end.
    public ReadOnlySpan<char> this[int index] => _text.AsSpan(_starts[2 * index], _starts[(2 * index) + 1] - _starts[2 * index]);

    /// <summary>Splits at white space as Python's <c>str.split()</c> does; the buffer's characters become the list's.</summary>
    public static TokenList Split(ref TextBuffer text)
    {
        ReadOnlySpan<char> all = text.Span;
        int[] starts = ArrayPool<int>.Shared.Rent((2 * 32) + 2);
        int count = 0;
        for (int i = 0; i < all.Length;)
        {
            if (PythonText.IsWhiteSpace(all[i]))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < all.Length && !PythonText.IsWhiteSpace(all[i])) { i++; }

            Add(ref starts, ref count, start, i);
        }

        return new TokenList(text.Detach(), starts, count);
    }

    /// <summary>Splits into code points, white space left out.</summary>
    public static TokenList Points(ref TextBuffer text)
    {
        ReadOnlySpan<char> all = text.Span;
        int[] starts = ArrayPool<int>.Shared.Rent((2 * all.Length) + 2);
        int count = 0;
        for (int i = 0; i < all.Length;)
        {
            PythonText.PointAt(all, i, out int length);
            if (!PythonText.IsWhiteSpace(all[i])) { Add(ref starts, ref count, i, i + length); }

            i += length;
        }

        return new TokenList(text.Detach(), starts, count);
    }

    /// <summary>Tokens given one by one.</summary>
    public static TokenList Of(IReadOnlyList<string> tokens)
    {
        TextBuffer text = new(tokens.Sum(static t => t.Length));
        int[] starts = ArrayPool<int>.Shared.Rent((2 * tokens.Count) + 2);
        int count = 0;
        foreach (string token in tokens)
        {
            int start = text.Length;
            text.Append(token);
            Add(ref starts, ref count, start, text.Length);
        }

        return new TokenList(text.Detach(), starts, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_text.Length > 0) { Pooled.GiveBack(_text); }

        if (_starts.Length > 0) { Pooled.GiveBack(_starts); }

        (_text, _starts) = ([], []);
    }

    private static void Add(ref int[] starts, ref int count, int start, int end)
    {
        int at = 2 * count++;
        if (at + 2 > starts.Length)
        {
            int[] larger = ArrayPool<int>.Shared.Rent(2 * starts.Length);
            starts.CopyTo(larger, 0);
            Pooled.GiveBack(starts);
            starts = larger;
        }

        starts[at] = start;
        starts[at + 1] = end;
    }
}
