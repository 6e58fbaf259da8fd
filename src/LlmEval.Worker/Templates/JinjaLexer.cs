using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary>
/// Splits a template into tokens, with the whitespace rules that chat templates are written for: <c>trim_blocks</c> (the newline after a
/// block or a comment goes), <c>lstrip_blocks</c> (blanks before them on their line go), <c>-</c> and <c>+</c> signs, and one newline at the
/// end of the template, which goes.
/// </summary>
internal sealed class JinjaLexer
{
    private static readonly string[] s_operators =
        ["**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ","];

    private readonly List<JinjaToken> _tokens = [];
    private readonly string _source;
    private int _at;
    private int _line = 1;
    private bool _lineStarting = true;

    private JinjaLexer(string source) => _source = source;

    /// <summary>The tokens, the end last.</summary>
    /// <exception cref="JinjaException">A tag, comment or string has no end, or a character does not belong.</exception>
    public static IReadOnlyList<JinjaToken> Tokenize(string source)
    {
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (source.EndsWith('\n')) { source = source[..^1]; }

        JinjaLexer lexer = new(source);
        while (lexer._at < source.Length) { lexer.Piece(); }

        lexer.Add(JinjaTokenKind.End, string.Empty);
        return lexer._tokens;
    }

    private void Piece()
    {
        int open = Opening(_at);
        if (open < 0)
        {
            Add(JinjaTokenKind.Data, _source[_at..]);
            Advance(_source.Length);
            return;
        }

        string data = _source[_at..open];
        char kind = _source[open + 1];
        char sign = open + 2 < _source.Length && _source[open + 2] is '-' or '+' ? _source[open + 2] : ' ';
        if (sign == '-') { data = PythonText.TrimEnd(data); }
        else if (sign != '+' && kind != '{') { data = WithoutIndent(data); }

        if (data.Length > 0) { Add(JinjaTokenKind.Data, data); }

        Advance(open);
        int line = _line;
        int inside = open + (sign == ' ' ? 2 : 3);
        switch (kind)
        {
            case '#': Comment(inside, line); break;
            case '%' when RawBegin(inside) is { } after: Raw(after, line); break;
            case '%': Tag(inside, JinjaTokenKind.BlockBegin, JinjaTokenKind.BlockEnd, "%}"); break;
            default: Tag(inside, JinjaTokenKind.OutputBegin, JinjaTokenKind.OutputEnd, "}}"); break;
        }

        _lineStarting = _at > 0 && _source[_at - 1] == '\n';
    }

    private int Opening(int from)
    {
        for (int i = _source.IndexOf('{', from); i >= 0 && i + 1 < _source.Length; i = _source.IndexOf('{', i + 1))
        {
            if (_source[i + 1] is '{' or '%' or '#') { return i; }
        }

        return -1;
    }

    private string WithoutIndent(string data)
    {
        int start = data.LastIndexOf('\n') + 1;
        return (start > 0 || _lineStarting) && data.AsSpan(start).IndexOfAnyExcept(PythonText.Spaces) < 0 ? data[..start] : data;
    }

    private void Comment(int inside, int line)
    {
        int end = _source.IndexOf("#}", inside, StringComparison.Ordinal);
        if (end < 0) { throw new JinjaException(line, "a comment has no end, '#}'"); }

        char sign = end > inside ? _source[end - 1] : ' ';
        Advance(end + 2);
        AfterTag(sign, trims: true);
    }

    private int? RawBegin(int inside)
    {
        int at = SkipSpace(inside);
        if (string.CompareOrdinal(_source, at, "raw", 0, 3) != 0) { return null; }

        at = SkipSpace(at + 3);
        if (string.CompareOrdinal(_source, at, "-%}", 0, 3) == 0) { return SkipSpace(at + 3); }

        return string.CompareOrdinal(_source, at, "%}", 0, 2) == 0 ? at + 2 : null;
    }

    private void Raw(int start, int line)
    {
        Advance(start);
        _lineStarting = _source[start - 1] == '\n';
        for (int i = _source.IndexOf("{%", start, StringComparison.Ordinal); i >= 0; i = _source.IndexOf("{%", i + 2, StringComparison.Ordinal))
        {
            char before = i + 2 < _source.Length && _source[i + 2] is '-' or '+' ? _source[i + 2] : ' ';
            int at = SkipSpace(before == ' ' ? i + 2 : i + 3);
            if (string.CompareOrdinal(_source, at, "endraw", 0, 6) != 0) { continue; }

            at = SkipSpace(at + 6);
            char after = at < _source.Length && _source[at] is '-' or '+' ? _source[at] : ' ';
            if (after != ' ') { at++; }
            if (string.CompareOrdinal(_source, at, "%}", 0, 2) != 0) { continue; }

            string data = _source[start..i];
            if (before == '-') { data = PythonText.TrimEnd(data); }
            else if (before != '+') { data = WithoutIndent(data); }

            if (data.Length > 0) { Add(JinjaTokenKind.Data, data); }

            Advance(at + 2);
            AfterTag(after, trims: true);
            return;
        }

        throw new JinjaException(line, "'raw' has no 'endraw'");
    }

    private void Tag(int inside, JinjaTokenKind begin, JinjaTokenKind end, string closing)
    {
        Add(begin, string.Empty);
        int line = _line;
        Advance(inside);
        Stack<char> open = new();
        while (true)
        {
            Advance(SkipSpace(_at));
            if (_at >= _source.Length) { throw new JinjaException(line, $"a tag has no end, '{closing}'"); }

            if (open.Count == 0)
            {
                bool signed = _source[_at] == '-' || (_source[_at] == '+' && end == JinjaTokenKind.BlockEnd);
                if (string.CompareOrdinal(_source, signed ? _at + 1 : _at, closing, 0, 2) == 0)
                {
                    char sign = signed ? _source[_at] : ' ';
                    Add(end, string.Empty);
                    Advance(_at + (signed ? 3 : 2));
                    AfterTag(sign, trims: end == JinjaTokenKind.BlockEnd);
                    return;
                }
            }

            Word(open);
        }
    }

    /// <summary>What whitespace goes behind a tag.</summary>
    private void AfterTag(char sign, bool trims)
    {
        if (sign == '-') { Advance(SkipSpace(_at)); }
        else if (sign != '+' && trims && _at < _source.Length && _source[_at] == '\n') { Advance(_at + 1); }
    }

    private void Word(Stack<char> open)
    {
        char c = _source[_at];
        int end = _at;
        if (char.IsAsciiDigit(c))
        {
            Number();
        }
        else if (c == '_' || char.IsLetter(c))
        {
            while (end < _source.Length && (_source[end] == '_' || char.IsLetterOrDigit(_source[end]))) { end++; }

            Add(JinjaTokenKind.Name, _source[_at..end]);
            Advance(end);
        }
        else if (c is '"' or '\'')
        {
            Quoted(c);
        }
        else
        {
            string op = s_operators.FirstOrDefault(o => string.CompareOrdinal(_source, _at, o, 0, o.Length) == 0)
                ?? throw new JinjaException(_line, $"the character '{c}' does not belong here");
            if (c is '(' or '[' or '{') { open.Push(c == '(' ? ')' : c == '[' ? ']' : '}'); }
            else if (c is ')' or ']' or '}' && (open.Count == 0 || open.Pop() != c)) { throw new JinjaException(_line, $"'{c}' closes nothing"); }

            Add(JinjaTokenKind.Operator, op);
            Advance(_at + op.Length);
        }
    }

    private void Number()
    {
        int end = _at;
        void Digits()
        {
            while (end < _source.Length && (char.IsAsciiDigit(_source[end]) || (_source[end] == '_' && end + 1 < _source.Length && char.IsAsciiDigit(_source[end + 1])))) { end++; }
        }

        Digits();
        bool real = false;

        // In `x.0.1` the numbers are two indices.
        if (end + 1 < _source.Length && _source[end] == '.' && char.IsAsciiDigit(_source[end + 1]) && !(_tokens[^1].Is(".")))
        {
            real = true;
            end++;
            Digits();
        }

        if (end < _source.Length && _source[end] is 'e' or 'E')
        {
            int exponent = end + 1;
            if (exponent < _source.Length && _source[exponent] is '+' or '-') { exponent++; }
            if (exponent < _source.Length && char.IsAsciiDigit(_source[exponent]))
            {
                real = true;
                end = exponent;
                Digits();
            }
        }

        Add(real ? JinjaTokenKind.Float : JinjaTokenKind.Integer, _source[_at..end].Replace("_", string.Empty, StringComparison.Ordinal));
        Advance(end);
    }

    private void Quoted(char quote)
    {
        StringBuilder text = new();
        int line = _line;
        int i = _at + 1;
        for (; i < _source.Length && _source[i] != quote; i++)
        {
            if (_source[i] != '\\' || i + 1 == _source.Length)
            {
                text.Append(_source[i]);
                continue;
            }

            char escaped = _source[++i];
            switch (escaped)
            {
                case 'n': text.Append('\n'); break;
                case 't': text.Append('\t'); break;
                case 'r': text.Append('\r'); break;
                case 'a': text.Append('\a'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'v': text.Append('\v'); break;
                case '\\' or '\'' or '"': text.Append(escaped); break;
                case '\n': break;
                case 'x': i = Hexadecimal(i, 2, text); break;
                case 'u': i = Hexadecimal(i, 4, text); break;
                case 'U': i = Hexadecimal(i, 8, text); break;
                case >= '0' and <= '7': i = Octal(i, text); break;
                case 'N': throw new JinjaException(line, @"'\N{...}' in a string is not supported");
                default: text.Append('\\').Append(escaped); break;
            }
        }

        if (i >= _source.Length) { throw new JinjaException(line, "a string has no end"); }

        Add(JinjaTokenKind.Text, text.ToString());
        Advance(i + 1);
    }

    private int Hexadecimal(int at, int digits, StringBuilder text)
    {
        if (at + digits >= _source.Length
            || !uint.TryParse(_source.AsSpan(at + 1, digits), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out uint code)
            || code > 0x10ffff)
        {
            throw new JinjaException(_line, $"'\\{_source[at]}' in a string needs {digits} hexadecimal digits of a character");
        }

        if (code is >= 0xd800 and < 0xe000) { text.Append((char)code); }
        else { text.Append(char.ConvertFromUtf32((int)code)); }

        return at + digits;
    }

    private int Octal(int at, StringBuilder text)
    {
        int code = 0, end = at;
        while (end < at + 3 && end < _source.Length && _source[end] is >= '0' and <= '7') { code = (code * 8) + (_source[end++] - '0'); }

        text.Append((char)code);
        return end - 1;
    }

    private int SkipSpace(int at)
    {
        while (at < _source.Length && PythonText.IsSpace(_source[at])) { at++; }

        return at;
    }

    private void Add(JinjaTokenKind kind, string value) => _tokens.Add(new JinjaToken(kind, value, _line));

    private void Advance(int to)
    {
        _line += _source.AsSpan(_at, Math.Min(to, _source.Length) - _at).Count('\n');
        _at = Math.Min(to, _source.Length);
    }
}
