namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>Cuts texts into tokens.</summary>
internal static class Tokenizer
{
    /// <summary>The tokens of a text, in lower case where asked for and right-trimmed first, as sacrebleu does.</summary>
    public static TokenList Tokenize(string text, Tokenization tokenization, bool lowercase) =>
        Tokenize(PythonText.TrimEnd(lowercase ? PythonText.Lower(text) : text), tokenization);

    /// <summary>The tokens of a text as it is.</summary>
    public static TokenList Tokenize(ReadOnlySpan<char> text, Tokenization tokenization) => tokenization switch
    {
        Tokenization.Mteval13a => Tokenizer13a.Tokenize(text),
        Tokenization.International => TokenizerIntl.Tokenize(text),
        Tokenization.Characters => Plain(text, points: true),
        _ => Plain(text, points: false),
    };

    /// <summary>Splits at white space only.</summary>
    public static TokenList Split(ReadOnlySpan<char> text) => Plain(text, points: false);

    /// <summary>The name that users write.</summary>
    public static Tokenization Parse(string? name, Tokenization otherwise = Tokenization.Mteval13a) => name switch
    {
        "13a" => Tokenization.Mteval13a,
        "intl" => Tokenization.International,
        "char" => Tokenization.Characters,
        "none" => Tokenization.None,
        _ => otherwise,
    };

    private static TokenList Plain(ReadOnlySpan<char> text, bool points)
    {
        TextBuffer buffer = new(text);
        return points ? TokenList.Points(ref buffer) : TokenList.Split(ref buffer);
    }
}
