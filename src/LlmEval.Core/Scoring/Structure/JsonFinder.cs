namespace LlmEval.Scoring.Structure;

/// <summary>
/// Finds the JSON objects and lists in a text, from left to right; those inside of another are not told. Linear: an attempt ends at 64 open
/// brackets, and one that succeeds is passed over. By the grammar of RFC 8259, without exceptions, of which a text full of brackets would
/// raise millions.
/// </summary>
internal ref struct JsonFinder
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private JsonFinder(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Start and length of each.</summary>
    public static IEnumerable<(int Start, int Length)> Find(string text, CancellationToken cancellationToken)
    {
        for (int at = 0; at < text.Length;)
        {
            int next = text.AsSpan(at).IndexOfAny('{', '[');
            if (next < 0) { yield break; }

            at += next;
            cancellationToken.ThrowIfCancellationRequested();
            int length = new JsonFinder(text.AsSpan(at)).Measure();
            if (length > 0) { yield return (at, length); }

            at += Math.Max(length, 1);
        }
    }

    /// <summary>How long the value is with which the text begins; 0 when it is none.</summary>
    private int Measure()
    {
        // One bit a level: whether it is an object.
        ulong objects = 0;
        int depth = 0;
        do
        {
            // At the beginning of a value.
            char c = Next();
            if (c is '{' or '[')
            {
                if (++depth > MaxDepth) { return 0; }

                objects = (objects << 1) | (c == '{' ? 1u : 0u);
                _at++;
                if (Next() == (c == '{' ? '}' : ']'))
                {
                    _at++;
                    depth--;
                    objects >>= 1;
                }
                else
                {
                    if (c == '{' && !Name()) { return 0; }

                    continue;
                }
            }
            else if (!Scalar(c)) { return 0; }

            // After a value.
            while (depth > 0)
            {
                bool isObject = (objects & 1) == 1;
                c = Next();
                _at++;
                if (c == ',')
                {
                    if (isObject && !Name()) { return 0; }

                    break;
                }

                if (c != (isObject ? '}' : ']')) { return 0; }

                depth--;
                objects >>= 1;
            }
        }
        while (depth > 0);

        return _at;
    }

    /// <summary>The next character that is no white space; a zero character at the end.</summary>
    private char Next()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r') { _at++; }

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool Name()
    {
        if (Next() != '"' || !Text() || Next() != ':') { return false; }

        _at++;
        return true;
    }

    private bool Scalar(char first) => first switch
    {
        '"' => Text(),
        't' => Word("true"),
        'f' => Word("false"),
        'n' => Word("null"),
        _ => Number(),
    };

    private bool Word(string word)
    {
        if (!_text[_at..].StartsWith(word, StringComparison.Ordinal)) { return false; }

        _at += word.Length;
        return true;
    }

    private bool Text()
    {
        for (_at++; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c == '"')
            {
                _at++;
                return true;
            }

            if (c < ' ') { return false; }

            if (c != '\\') { continue; }

            if (++_at >= _text.Length) { return false; }

            if (_text[_at] == 'u')
            {
                if (_at + 4 >= _text.Length || !IsHex(_text.Slice(_at + 1, 4))) { return false; }

                _at += 4;
            }
            else if (!"\"\\/bfnrt".Contains(_text[_at], StringComparison.Ordinal)) { return false; }
        }

        return false;
    }

    private bool Number()
    {
        Skip('-');
        int whole = _at;
        int digits = Digits();
        if (digits == 0 || (digits > 1 && _text[whole] == '0')) { return false; }

        if (Skip('.') && Digits() == 0) { return false; }

        if (!Skip('e') && !Skip('E')) { return true; }

        if (!Skip('+')) { Skip('-'); }

        return Digits() > 0;
    }

    private bool Skip(char c)
    {
        if (_at >= _text.Length || _text[_at] != c) { return false; }

        _at++;
        return true;
    }

    private int Digits()
    {
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) { _at++; }

        return _at - start;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c)) { return false; }
        }

        return true;
    }
}
