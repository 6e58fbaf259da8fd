namespace LlmEval.Scoring.Text.Tokenizers;

/// <summary>How BLEU, GLEU and METEOR cut a text into tokens; the names are sacrebleu's.</summary>
public enum Tokenization
{
    /// <summary>mteval-v13a, for Latin script: ASCII punctuation is split off, points and commas between digits are not.</summary>
    Mteval13a,

    /// <summary>mteval-v14, international: punctuation and symbols by their Unicode category.</summary>
    International,

    /// <summary>Every code point but white space is a token; for scripts without spaces.</summary>
    Characters,

    /// <summary>The text is split at white space only.</summary>
    None,
}
