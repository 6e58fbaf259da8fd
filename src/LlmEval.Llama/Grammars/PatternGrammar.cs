using System.Globalization;

namespace LlmEval.Llama.Grammars;

/// <summary>
/// The part of regular expressions (ECMA-262) that a grammar can hold: characters, classes, groups, alternatives, repetitions, and anchors at the two
/// ends. What it writes matches by ECMA's rules and by .NET's, which differ for letters and digits beyond ASCII: such are not written where they differ.
/// </summary>
internal sealed class PatternGrammar
{
    private const int MostLength = 100_000;

    private static readonly CharacterSet s_digit = CharacterSet.Of(('0', '9'));
    private static readonly CharacterSet s_word = CharacterSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));
    private static readonly CharacterSet s_space = CharacterSet.Of((' ', ' '), ('\t', '\r'));
    private static readonly CharacterSet s_beyond = CharacterSet.Of((0x80, 0xFFFF));

    private readonly string _pattern;
    private readonly string _pointer;
    private readonly Func<string, string> _name;
    private int _at;

    private PatternGrammar(string pattern, string pointer, Func<string, string> name) => (_pattern, _pointer, _name) = (pattern, pointer, name);

    /// <summary>A text between the quotes that matches a pattern, with the least and most number of its characters (null: without end).</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="pointer">Where it stands in the schema.</param>
    /// <param name="name">Makes a rule of a text and gives its name: what is repeated often must be one.</param>
    /// <exception cref="SchemaGrammarException">The pattern is wrong, or needs more than a grammar has.</exception>
    public static (string Grammar, int Least, int? Most) Of(string pattern, string pointer, Func<string, string> name)
    {
        PatternGrammar reader = new(pattern, pointer, name);
        Piece piece = reader.Alternatives(outermost: true);
        return reader._at == pattern.Length ? (piece.Text, piece.Least, piece.Most) : throw reader.Cannot("has a ')' too many");
    }

    private SchemaGrammarException Cannot(string what) => new(
        _pointer, string.Create(CultureInfo.InvariantCulture, $"the pattern {what} (at character {Math.Min(_at + 1, _pattern.Length)}), which a grammar cannot hold. Use characters, classes, groups, |, repetitions, and ^ and $ at the ends."));

    private Piece Alternatives(bool outermost)
    {
        List<Piece> ways = [];
        do
        {
            if (ways.Count > 0) { _at++; }

            ways.Add(Sequence(outermost));
        }
        while (Next == '|');

        return ways.Count == 1 ? ways[0] : new Piece(
            $"( {string.Join(" | ", ways.Select(w => w.Text))} )",
            ways.Min(w => w.Least),
            ways.Any(w => w.Most is null) ? null : ways.Max(w => w.Most));
    }

    private char Next => _at < _pattern.Length ? _pattern[_at] : '\0';

    private bool Ends => _at >= _pattern.Length || Next is '|' or ')';

    private Piece Sequence(bool outermost)
    {
        Piece whole = new("\"\"", 0, 0);
        bool begins = outermost && Next == '^';
        if (begins) { _at++; }
        else if (outermost) { whole = new Piece("char*", 0, null); }

        bool ends = false;
        while (!Ends)
        {
            if (Next == '$' && outermost)
            {
                _at++;
                ends = Ends ? true : throw Cannot("has a $ within");
                break;
            }

            whole = whole.Then(Repeated());
        }

        return outermost && !ends ? whole.Then(new Piece("char*", 0, null)) : whole;
    }

    private Piece Repeated()
    {
        Piece item = Item();
        (int least, int? most) = Quantifier();
        if (Next is '?' && (least, most) != (1, 1)) { _at++; } // lazy: the same texts

        if ((least, most) == (1, 1)) { return item; }
        if (item.Least == 0) { throw Cannot("repeats what may be empty"); }
        if (Next is '*' or '+' or '?' or '{') { throw Cannot("repeats a repetition"); }
        if ((long)item.Least * least > MostLength || (most ?? 0) > MostLength) { throw Cannot("asks for a text of enormous length"); }

        return new Piece(
            most == 0 ? "\"\"" : GrammarText.Repeat(item.Text.StartsWith('(') && most > 1 ? _name(item.Text) : item.Text, least, most),
            item.Least * least,
            most is { } count && item.Most is { } longest ? (int)Math.Min((long)longest * count, int.MaxValue) : null);
    }

    private (int Least, int? Most) Quantifier()
    {
        switch (Next)
        {
            case '*': _at++; return (0, null);
            case '+': _at++; return (1, null);
            case '?': _at++; return (0, 1);
            case '{': break;
            default: return (1, 1);
        }

        int end = _pattern.IndexOf('}', _at);
        string[] numbers = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (numbers.Length is < 1 or > 2 || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int least)) { throw Cannot("has a { that is no repetition"); }

        int? most = least;
        if (numbers.Length == 2)
        {
            most = numbers[1].Length == 0 ? null
                : int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int upper) && upper >= least ? upper
                : throw Cannot("has a { that is no repetition");
        }

        _at = end + 1;
        return (least, most);
    }

    private Piece Item()
    {
        char c = _pattern[_at];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                return One(Class());
            case '.':
                _at++;
                return One(CharacterSet.Dot);
            case '\\':
                _at++;
                return One(Escape(inverted: false));
            case '^' or '$':
                throw Cannot("has an anchor within");
            case '*' or '+' or '?' or '{' or '}' or ']':
                throw Cannot($"has a '{c}' where a character is expected");
            default:
                if (char.IsSurrogate(c)) { throw Cannot("has a character beyond the basic plane"); }

                _at++;
                return One(CharacterSet.Of((c, c)));
        }
    }

    private Piece Group()
    {
        _at++;
        if (Next == '?')
        {
            if (_pattern.AsSpan(_at).StartsWith("?:")) { _at += 2; }
            else if (_pattern.AsSpan(_at).StartsWith("?<") && _at + 2 < _pattern.Length && char.IsAsciiLetter(_pattern[_at + 2]) && _pattern.IndexOf('>', _at) is > 0 and int end) { _at = end + 1; }
            else { throw Cannot("looks around or sets a mode"); }
        }

        Piece inner = Alternatives(outermost: false);
        if (Next != ')') { throw Cannot("has a '(' that is not closed"); }

        _at++;
        return inner with { Text = $"( {inner.Text} )" };
    }

    private CharacterSet Class()
    {
        _at++;
        bool inverted = Next == '^';
        if (inverted) { _at++; }

        CharacterSet set = CharacterSet.Of([]);
        while (Next != ']' || _at >= _pattern.Length)
        {
            if (_at >= _pattern.Length) { throw Cannot("has a '[' that is not closed"); }

            bool escaped = Next == '\\' && _at + 1 < _pattern.Length && "dDwWsS".Contains(_pattern[_at + 1], StringComparison.Ordinal);
            if (escaped)
            {
                _at++;
                set = set.With(Escape(inverted));
                continue;
            }

            int from = ClassCharacter(), to = from;
            if (Next == '-' && _at + 1 < _pattern.Length && _pattern[_at + 1] != ']')
            {
                _at++;
                to = ClassCharacter();
                if (to < from) { throw Cannot("has a range that runs backwards"); }
            }

            set = set.With(CharacterSet.Of((from, to)));
        }

        _at++;
        set = inverted ? set.Inverted() : set.Within(CharacterSet.All);
        return set.IsEmpty ? throw Cannot("has a class without a character") : set;
    }

    private int ClassCharacter()
    {
        if (Next != '\\') { return char.IsSurrogate(Next) ? throw Cannot("has a character beyond the basic plane") : _pattern[_at++]; }

        _at++;
        return Next == 'b' ? throw Cannot("has a backspace") : Character();
    }

    /// <summary>What stands behind a backslash. In an inverted class the sets are taken as large as any dialect has them, else as small.</summary>
    private CharacterSet Escape(bool inverted)
    {
        CharacterSet? set = Next switch
        {
            'd' => s_digit,
            'w' => s_word,
            's' => s_space,
            'D' => s_digit.Inverted(),
            'W' => s_word.Inverted(),
            'S' => s_space.Inverted(),
            _ => null,
        };
        if (set is null)
        {
            int c = Character();
            return CharacterSet.Of((c, c));
        }

        _at++;
        return inverted ? set.With(s_beyond) : set.Within(CharacterSet.Of((0, 0x7F)));
    }

    private int Character()
    {
        if (_at >= _pattern.Length) { throw Cannot("ends with a backslash"); }

        char c = _pattern[_at++];
        return c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'x' => Hexadecimal(2),
            'u' => Hexadecimal(4),
            _ when char.IsAsciiLetterOrDigit(c) || char.IsSurrogate(c) => throw Cannot($"has \\{c}"),
            _ => c,
        };
    }

    private int Hexadecimal(int digits)
    {
        if (_at + digits > _pattern.Length || !int.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) || value is >= 0xD800 and <= 0xDFFF)
        {
            throw Cannot("has an escape that is no character");
        }

        _at += digits;
        return value;
    }

    private static Piece One(CharacterSet set) => new(set.ToGrammar(), 1, 1);

    /// <summary>A part of the pattern and how long its texts are.</summary>
    private sealed record Piece(string Text, int Least, int? Most)
    {
        public Piece Then(Piece next) => new(
            Text == "\"\"" ? next.Text : next.Text == "\"\"" ? Text : $"{Text} {next.Text}",
            Least + next.Least,
            Most + next.Most);
    }
}
