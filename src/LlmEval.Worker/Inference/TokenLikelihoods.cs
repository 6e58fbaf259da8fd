using System.Text;

namespace LlmEval.Worker.Inference;

/// <summary>The tokens of one answer and how likely they were.</summary>
internal sealed class TokenLikelihoods
{
    private readonly List<string> _texts = [];
    private readonly List<double> _values = [];
    private readonly List<int> _starts = [];
    private int _length;

    /// <summary>Adds a token that was drawn by these logits.</summary>
    public void Add(ReadOnlySpan<byte> piece, ReadOnlySpan<float> logits, int token)
    {
        // A part of a character is no text by itself and becomes U+FFFD.
        _texts.Add(Encoding.UTF8.GetString(piece));
        _values.Add(LogSoftmax.Of(logits, token));
        _starts.Add(_length);
        _length += piece.Length;
    }

    /// <summary>The texts of the tokens that begin within the answer's first bytes: what follows is a stop text.</summary>
    /// <returns>Null when the model's numbers are none.</returns>
    public IReadOnlyList<string>? Texts(int length) => Usable ? _texts[..Within(length)] : null;

    /// <summary>Their log-probabilities.</summary>
    /// <returns>Null when the model's numbers are none.</returns>
    public IReadOnlyList<double>? Values(int length) => Usable ? _values[..Within(length)] : null;

    private bool Usable => _values.TrueForAll(double.IsFinite);

    private int Within(int length) => _starts.Count(s => s < length);
}
