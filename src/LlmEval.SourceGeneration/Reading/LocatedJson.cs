using System.Globalization;
using System.Text;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// Stands in for the engine's class of this name, which reads with <c>System.Text.Json</c>: strict JSON (RFC 8259) within the same limits,
/// for the schema of a prompt. Whoever asks names the place of the whole text, so nodes have none of their own.
/// </summary>
internal sealed class LocatedJson
{
    private readonly string _text;
    private readonly Location _location;
    private readonly DiagnosticBag _diagnostics;
    private int _at;

    private LocatedJson(string text, Location location, DiagnosticBag diagnostics) => (_text, _location, _diagnostics) = (text, location, diagnostics);

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>Reads one value; null when the text is not JSON, which is reported.</summary>
    public static LocatedNode? Parse(byte[] bytes, string path, DiagnosticBag diagnostics)
    {
        try
        {
            LocatedJson reader = new(Encoding.UTF8.GetString(bytes), new Location(path), diagnostics);
            LocatedNode value = reader.Value(1);
            reader.Space();
            return reader._at == reader._text.Length ? value : throw reader.Malformed();
        }
        catch (LlmEvalException e)
        {
            diagnostics.Add(e.Diagnostic);
            return null;
        }
    }

    private LocatedNode Value(int depth)
    {
        if (depth > YamlReader.MaxDepth) { throw new LlmEvalException(Diagnostics.DocumentTooLarge.At(_location, "The JSON is nested too deep.")); }

        Space();
        switch (Next)
        {
            case '{': return Object(depth);
            case '[': return Array(depth);
            case '"': return Text();
            case 't': return Word("true", ScalarKind.Boolean);
            case 'f': return Word("false", ScalarKind.Boolean);
            case 'n': return Word("null", ScalarKind.Null);
            default: return Number();
        }
    }

    private MappingNode Object(int depth)
    {
        List<KeyValuePair<ScalarNode, LocatedNode>> entries = [];
        KeySet keys = new();
        Take('{');
        for (bool isFirst = true; !Ends('}', isFirst); isFirst = false)
        {
            Space();
            ScalarNode key = Text();
            Space();
            Take(':');
            LocatedNode value = Value(depth + 1);
            if (keys.Add(key, _diagnostics)) { entries.Add(new(key, value)); }
        }

        return new MappingNode(_location, entries);
    }

    private SequenceNode Array(int depth)
    {
        List<LocatedNode> items = [];
        Take('[');
        while (!Ends(']', items.Count == 0)) { items.Add(Value(depth + 1)); }

        return new SequenceNode(_location, items);
    }

    // Takes the bracket, or the comma before a further value.
    private bool Ends(char bracket, bool isFirst)
    {
        Space();
        if (Next == bracket)
        {
            _at++;
            return true;
        }

        if (!isFirst) { Take(','); }

        return false;
    }

    private ScalarNode Text()
    {
        StringBuilder text = new();
        Take('"');
        for (char c = Character(); c != '"'; c = Character())
        {
            if (c < ' ') { throw Malformed(); }

            text.Append(c == '\\' ? Escaped() : c);
        }

        string value = text.ToString();
        return IsWellFormed(value) ? new ScalarNode(_location, value, ScalarKind.Text) { Style = ScalarStyle.DoubleQuoted } : throw Malformed();
    }

    private char Escaped()
    {
        char c = Character();
        switch (c)
        {
            case '"' or '\\' or '/': return c;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _at += 4;
                return (char)code;
            default: throw Malformed();
        }
    }

    private ScalarNode Number()
    {
        int start = _at;
        while (Next is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E') { _at++; }

        string number = _text.Substring(start, _at - start);
        return CoreSchema.JsonNumber(number) == number && number[0] != '+'
            ? new ScalarNode(_location, number, number.IndexOfAny(['.', 'e', 'E']) >= 0 ? ScalarKind.Real : ScalarKind.Integer)
            : throw Malformed();
    }

    private ScalarNode Word(string word, ScalarKind kind)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0) { throw Malformed(); }

        _at += word.Length;
        return new ScalarNode(_location, word, kind);
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) { continue; }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) { return false; }
        }

        return true;
    }

    private char Character() => _at < _text.Length ? _text[_at++] : throw Malformed();

    private void Take(char expected)
    {
        if (Character() != expected) { throw Malformed(); }
    }

    private void Space()
    {
        while (Next is ' ' or '\t' or '\n' or '\r') { _at++; }
    }

    private LlmEvalException Malformed() => new(Diagnostics.Syntax.At(_location, "The JSON is malformed."));
}
