using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>Tells where the n-th character of a text stands in its file, as exactly as the notation allows.</summary>
internal sealed class TemplatePlaces
{
    private readonly string _text;
    private readonly Location _location;
    private readonly int _firstColumn;
    private readonly bool _isLiteralBlock;

    /// <summary>Of a scalar.</summary>
    public TemplatePlaces(ScalarNode node)
        : this(node.Text, node.Location) => _isLiteralBlock = node.Style == ScalarStyle.Literal;

    /// <summary>Of a text whose notation shows only by its extent: as long as the text, or two quotes longer.</summary>
    public TemplatePlaces(string text, Location location)
    {
        (_text, _location) = (text, location);
        bool oneLine = location.Column > 0 && location.EndLine == location.Line;
        int quotes = location.EndColumn - location.Column - text.Length;
        _firstColumn = oneLine && quotes is 0 or 2 ? location.Column + (quotes / 2) : 0;
    }

    /// <summary>The place of some characters.</summary>
    public Location At(int offset, int length)
    {
        if (_isLiteralBlock) { return new Location(_location.File, _location.Line + 1 + _text.AsSpan(0, offset).Count('\n')); }

        if (_firstColumn == 0) { return _location; }

        int column = _firstColumn + offset;
        return new Location(_location.File, _location.Line, column, _location.Line, column + length);
    }
}
