namespace LlmEval.Llama.Grammars;

/// <summary>
/// Finds the mistakes that people make in a grammar of llama.cpp's notation (GBNF) by line and column, in every build, without starting anything.
/// llama.cpp has the last word when the model starts.
/// </summary>
internal sealed class GrammarSyntax
{
    private const int MostDepth = 200;

    private readonly string _text;
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);
    private readonly List<(string Name, int At)> _used = [];
    private int _at;

    private GrammarSyntax(string text) => _text = text;

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>The first mistake; null when there is none.</summary>
    /// <param name="text">The grammar, with line ends of one character.</param>
    public static GrammarMistake? Check(string text)
    {
        GrammarSyntax reader = new(text);
        try
        {
            reader.Rules();
            return null;
        }
        catch (MistakeException e)
        {
            int start = text.LastIndexOf('\n', Math.Max(0, Math.Min(e.At, text.Length) - 1)) + 1;
            if (e.At == 0) { start = 0; }

            return new GrammarMistake(text.AsSpan(0, start).Count('\n') + 1, e.At - start + 1, e.Message);
        }
    }

    private void Rules()
    {
        Space(lines: true);
        while (_at < _text.Length)
        {
            int start = _at;
            string name = Name();
            if (name.Length == 0) { throw new MistakeException(start, "a rule's name is expected here (letters, digits and -)."); }

            Space(lines: false);
            if (!_text.AsSpan(_at).StartsWith("::=")) { throw new MistakeException(_at, $"'::=' is expected behind the name '{name}'."); }

            if (!_defined.Add(name)) { throw new MistakeException(start, $"the rule '{name}' is there twice."); }

            _at += 3;
            Space(lines: true);
            Alternatives(0);
            if (_at < _text.Length && Next != '\n') { throw new MistakeException(_at, Next == ')' ? "this ')' closes nothing." : $"'{Next}' cannot stand here."); }

            Space(lines: true);
        }

        foreach ((string name, int at) in _used)
        {
            if (!_defined.Contains(name)) { throw new MistakeException(at, $"the rule '{name}' is not defined."); }
        }

        if (!_defined.Contains("root")) { throw new MistakeException(0, "it has no rule 'root', with which every answer begins."); }
    }

    private void Alternatives(int depth)
    {
        if (depth > MostDepth) { throw new MistakeException(_at, "the parentheses nest too deeply."); }

        Sequence(depth);
        while (Next == '|')
        {
            _at++;
            Space(lines: true);
            Sequence(depth);
        }
    }

    private void Sequence(int depth)
    {
        bool any = false;
        while (_at < _text.Length)
        {
            int start = _at;
            switch (Next)
            {
                case '"': Until('"', "this text is not closed by '\"'."); break;
                case '[': Until(']', "this class is not closed by ']'."); break;
                case '<' or '!': Until('>', "this token is not closed by '>'."); break;
                case '.': _at++; break;
                case '(':
                    _at++;
                    Space(lines: true);
                    Alternatives(depth + 1);
                    if (Next != ')') { throw new MistakeException(start, "this '(' is not closed."); }

                    _at++;
                    break;
                case '*' or '+' or '?' or '{' when !any: throw new MistakeException(_at, $"'{Next}' repeats nothing.");
                case '*' or '+' or '?': _at++; break;
                case '{': Until('}', "this repetition is not closed by '}'."); break;
                case var _ when Name() is { Length: > 0 } name: _used.Add((name, start)); break;
                default: return;
            }

            any = true;
            Space(lines: depth > 0);
        }
    }

    private void Until(char end, string otherwise)
    {
        int start = _at++;
        while (_at < _text.Length && Next != end) { _at += Next == '\\' ? 2 : 1; }

        if (_at >= _text.Length) { throw new MistakeException(start, otherwise); }

        _at++;
    }

    private string Name()
    {
        int start = _at;
        while (char.IsAsciiLetterOrDigit(Next) || Next == '-') { _at++; }

        return _text[start.._at];
    }

    private void Space(bool lines)
    {
        while (Next is ' ' or '\t' or '#' || (lines && Next == '\n'))
        {
            if (Next == '#') { while (_at < _text.Length && Next != '\n') { _at++; } }
            else { _at++; }
        }
    }

    private sealed class MistakeException(int at, string message) : Exception(message)
    {
        public int At { get; } = at;
    }
}
