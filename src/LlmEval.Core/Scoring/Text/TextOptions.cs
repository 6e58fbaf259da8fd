namespace LlmEval.Scoring.Text;

/// <summary>Keys that several checks of this family have, as the documentation shows them.</summary>
internal static class TextOptions
{
    public static readonly CheckOption Path = new("path", "path", "Where in the answer's JSON to look; by default the whole answer.");

    public static readonly CheckOption References = new("value", "texts", "The text to compare with, or a list of which one has to do.") { IsRequired = true };

    public static readonly CheckOption Tokenize = new("tokenize", "13a | intl | char | none", "How texts are cut into words; 13a by default.");

    public static readonly CheckOption Stemmer = new("stemmer", "flag", "Whether words are reduced to their stems (Porter); false by default.");

    public static readonly CheckOption Measure = new("measure", "f | precision | recall", "Which number is the score; f by default.");

    public static CheckOption Several(string summary) => new("value", "texts", summary) { IsRequired = true };

    public static CheckOption Value(string summary) => new("value", "text", summary) { IsRequired = true };

    /// <summary>Takes <c>tokenize</c>.</summary>
    public static Tokenizers.Tokenization TakeTokenize(CheckOptions options) =>
        Tokenizers.Tokenizer.Parse(options.Keys.Choice("tokenize", "13a", "intl", "char", "none"));

    /// <summary>Takes a whole number within bounds.</summary>
    public static int TakeInteger(CheckOptions options, string key, int otherwise, int minimum, int maximum) =>
        (int)(options.Keys.Integer(key, minimum, maximum) ?? otherwise);
}
