using System.Buffers;
using LlmEval.Scoring.Text.NGrams;

namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>Characters that grow in a block of the shared pool.</summary>
internal ref struct TextBuffer
{
    private char[] _chars;

    public TextBuffer(int capacity) => _chars = ArrayPool<char>.Shared.Rent(Math.Max(capacity, 16));

    public TextBuffer(scoped ReadOnlySpan<char> text)
        : this(text.Length)
    {
        Append(text);
    }

    public int Length { get; private set; }

    public readonly ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    public void Append(char c)
    {
        if (Length == _chars.Length) { Grow(1); }

        _chars[Length++] = c;
    }

    public void Append(scoped ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length - Length) { Grow(text.Length); }

        text.CopyTo(_chars.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>Makes this buffer hold what another has, which is empty then.</summary>
    public void Take(ref TextBuffer other)
    {
        (_chars, other._chars) = (other._chars, _chars);
        (Length, other.Length) = (other.Length, 0);
    }

    /// <summary>The block, which is the caller's from now on.</summary>
    public char[] Detach()
    {
        char[] chars = _chars;
        _chars = [];
        Length = 0;
        return chars;
    }

    public void Dispose()
    {
        if (_chars.Length > 0) { Pooled.GiveBack(_chars); }

        _chars = [];
        Length = 0;
    }

    private void Grow(int more)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(_chars.Length * 2, Length + more));
        Span.CopyTo(larger);
        if (_chars.Length > 0) { Pooled.GiveBack(_chars); }

        _chars = larger;
    }
}
