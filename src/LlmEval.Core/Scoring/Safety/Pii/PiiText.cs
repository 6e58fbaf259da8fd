namespace LlmEval.Scoring.Safety.Pii;

/// <summary>A text that is searched, and what was found so far.</summary>
internal ref struct PiiText(ReadOnlySpan<char> text, bool needsContext, List<PiiFinding> found)
{
    /// <summary>The text.</summary>
    public readonly ReadOnlySpan<char> Text = text;

    /// <summary>Whether numbers that many other numbers look like count only beside a word that says what they are.</summary>
    public readonly bool NeedsContext = needsContext;

    private readonly List<PiiFinding> _found = found;

    /// <summary>The character there; a line break outside of the text.</summary>
    public readonly char this[int index] => (uint)index < (uint)Text.Length ? Text[index] : '\n';

    /// <summary>Adds a finding from <paramref name="start"/> up to and without <paramref name="end"/>.</summary>
    public readonly void Add(PiiEntity entity, int start, int end) => _found.Add(new PiiFinding(entity, start, end - start));

    /// <summary>Whether nothing that belongs to a word or number touches that stretch, nor a decimal point with a digit behind it.</summary>
    public readonly bool IsAlone(int start, int end) =>
        !IsWord(this[start - 1]) && !IsWord(this[end])
        && !(this[start - 1] == '.' && char.IsAsciiDigit(this[start - 2]))
        && !(this[end] == '.' && char.IsAsciiDigit(this[end + 1]));

    /// <summary>Whether a character belongs to a word; half of a surrogate pair (an emoji) does not.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_' || (c > '\u007f' && char.IsLetterOrDigit(c));

    /// <summary>Reads digits from <paramref name="index"/> on; their count.</summary>
    public readonly int Digits(int index)
    {
        int end = index;
        while (end < Text.Length && char.IsAsciiDigit(Text[end])) { end++; }

        return end - index;
    }
}
