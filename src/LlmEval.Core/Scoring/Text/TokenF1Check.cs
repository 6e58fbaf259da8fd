namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>token-f1: "..."</c>: F1 of the words by the SQuAD 2.0 script (<see cref="Squad"/>), 0 to 1. An empty text to compare with stands for a question without an answer.
/// </summary>
internal sealed class TokenF1Check(CheckOptions options) : ReferenceScorer<SquadReference>(options, static texts => new SquadReference(texts), allowsEmpty: true)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "token-f1",
        Summary = "F1 of the words of the answer and of one or several texts, without case, punctuation and articles.",
        Example = "token-f1: { value: \"{{expected.answer}}\", threshold: 0.8 }",
        Source = "Rajpurkar et al. 2018, SQuAD 2.0",
        Options = [TextOptions.References, TextOptions.Path],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.5,
        TimeLimit = null,
        Bind = o => new TokenF1Check(o),
    };

    protected override double? Measure(string text, SquadReference reference, CancellationToken cancellationToken) => reference.F1(text);
}
