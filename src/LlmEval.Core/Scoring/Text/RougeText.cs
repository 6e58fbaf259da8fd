using System.Buffers;
using LlmEval.Scoring.Text.NGrams;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text;

/// <summary>The numbered words of a text and where its lines end.</summary>
internal sealed class RougeText : IDisposable
{
    private readonly List<int> _ends = [];
    private int[] _words = [];

    private RougeText()
    {
    }

    /// <summary>All words.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, Length);

    /// <summary>How many words there are.</summary>
    public int Length { get; private set; }

    /// <summary>How many lines have words.</summary>
    public int Sentences => _ends.Count;

    /// <summary>The words of a line.</summary>
    public ReadOnlySpan<int> Sentence(int index) => _words.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index]);

    /// <summary>Cuts and numbers a text. Only a reference's words are added to the table; others are -1.</summary>
    public static RougeText Of(string text, bool stem, bool byLine, WordTable words, bool isReference)
    {
        RougeText result = new();
        if (!byLine)
        {
            result.Append(text, stem, words, isReference);
            return result;
        }

        int start = 0;
        while (start <= text.Length)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0) { end = text.Length; }

            if (end > start) { result.Append(start == 0 && end == text.Length ? text : text[start..end], stem, words, isReference); }

            start = end + 1;
        }

        return result;
    }

    public void Dispose() => Pooled.Return(ref _words);

    private void Append(string text, bool stem, WordTable words, bool isReference)
    {
        using TokenList tokens = RougeTokenizer.Tokenize(text, stem);
        if (tokens.Count == 0) { return; }

        if (Length + tokens.Count > _words.Length) { Pooled.Grow(ref _words, Length, Length + tokens.Count); }

        for (int i = 0; i < tokens.Count; i++) { _words[Length++] = isReference ? words.Add(tokens[i]) : words.Find(tokens[i]); }

        _ends.Add(Length);
    }
}
