using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// The characters of a YAML text; refuses those that YAML forbids. The parser takes U+0000 for the end of the text,
/// so that what follows it would be lost without a word.
/// </summary>
internal sealed class YamlCharacters(TextReader inner, string file) : TextReader
{
    private int _line = 1;
    private int _column;

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
        if (character == '\n') { (_line, _column) = (_line + 1, 0); }

        if (character is < ' ' and not ('\t' or '\n' or '\r') or '\u007F' or '\uFFFE' or '\uFFFF')
        {
            throw new LlmEvalException(Diagnostics.Syntax.At(new Location(file, _line, _column),
                $"The control character U+{(int)character:X4} is not allowed in YAML. Remove it, or write it as an escape in double quotes."));
        }
    }
}
