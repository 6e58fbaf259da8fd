using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// The characters of a YAML text; refuses those that YAML forbids. The parser takes U+0000 for the end of the text,
/// so that what follows it would be lost without a word.
/// </summary>
internal sealed class YamlCharacters(TextReader inner, string file) : TextReader
{
    // Far more than the parser reads ahead.
    private const int MostTabs = 4096;
    private readonly Queue<int> _tabs = new();
    private int _line = 1;
    private int _column;
    private bool _isIndentation = true;
    private bool _hasTab;

    /// <summary>The first line at or after a line, of those read lately, whose indentation holds a tab; null when there is none.</summary>
    public int? TabAtOrAfter(int line) => _tabs.Where(t => t >= line).Select(t => (int?)t).Append(_hasTab && _line >= line ? _line : null).FirstOrDefault();

    /// <inheritdoc/>
    public override int Peek() => inner.Peek();

    /// <inheritdoc/>
    public override int Read()
    {
        int character = inner.Read();
        if (character >= 0) { Check((char)character); }

        return character;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        int read = inner.Read(buffer, index, count);
        for (int i = index; i < index + read; i++) { Check(buffer[i]); }

        return read;
    }

    private void Check(char character)
    {
        _column++;
        if (_isIndentation && character is not (' ' or '\r' or '\n')) { Indented(character == '\t'); }

        if (character == '\n') { (_line, _column, _isIndentation, _hasTab) = (_line + 1, 0, true, false); }

        if (character is < ' ' and not ('\t' or '\n' or '\r') or '\u007F' or '\uFFFE' or '\uFFFF')
        {
            throw new LlmEvalException(Diagnostics.Syntax.At(new Location(file, _line, _column),
                $"The control character U+{(int)character:X4} is not allowed in YAML. Remove it, or write it as an escape in double quotes."));
        }
    }

    // A line of white space alone has no indentation that matters; it is forgotten at its end.
    private void Indented(bool isTab)
    {
        _hasTab |= isTab;
        if (isTab) { return; }

        _isIndentation = false;
        if (!_hasTab) { return; }

        _hasTab = false;
        if (_tabs.Count == MostTabs) { _tabs.Dequeue(); }

        _tabs.Enqueue(_line);
    }
}
