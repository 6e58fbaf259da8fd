namespace LlmEval.Scoring.Text;

/// <summary>Which word of the hypothesis each word of the reference goes with, and where both are wrong.</summary>
internal sealed class TerAlignment(int hypothesis, int reference)
{
    private readonly int[] _partners = new int[reference];
    private readonly bool[] _hypothesisErrors = new bool[hypothesis];
    private readonly bool[] _referenceErrors = new bool[reference];

    /// <summary>The word of the hypothesis that a word of the reference goes with, or stands behind; -1 before the first.</summary>
    public int Partner(int place) => _partners[place];

    public bool HasHypothesisError(int start, int length) => _hypothesisErrors.AsSpan(start, length).Contains(true);

    public bool HasReferenceError(int start, int length) => _referenceErrors.AsSpan(start, length).Contains(true);

    /// <summary>Notes a word of the reference: its partner and whether it is wrong.</summary>
    public void SetReference(int place, int partner, bool isWrong) => (_partners[place], _referenceErrors[place]) = (partner, isWrong);

    /// <summary>Notes that a word of the hypothesis is wrong.</summary>
    public void SetWrong(int place) => _hypothesisErrors[place] = true;
}
