namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>similarity: "..."</c>: how alike the answer and a text are written, 0 to 1. <c>levenshtein</c> is 1 - d / the longer length with edits as in
/// <see cref="EditDistance"/>; <c>indel</c> is 1 - d / the sum of the lengths, where replacing costs two (python-Levenshtein's <c>ratio</c>). Lengths are code points;
/// two empty texts are alike. Of several texts the most similar counts.
/// </summary>
internal sealed class SimilarityCheck(CheckOptions options) : ReferenceScorer<IReadOnlyList<string>>(options, static texts => texts, allowsEmpty: true)
{
    public static readonly CheckKind Kind = new()
    {
        Name = "similarity",
        Summary = "How alike the answer and one or several texts are written, letter by letter.",
        Example = "similarity: { value: \"{{expected.title}}\", threshold: 0.9 }",
        Source = "Levenshtein 1966",
        Options =
        [
            TextOptions.References, TextOptions.Path,
            new CheckOption("ratio", "levenshtein | indel", "What counts as an edit: levenshtein (by default) also replaces, indel only inserts and deletes."),
        ],
        Shorthand = "value",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.75,
        TimeLimit = null,
        Bind = o => new SimilarityCheck(o),
    };

    private readonly bool _isIndel = options.Keys.Choice("ratio", "levenshtein", "indel") == "indel";

    protected override double? Measure(string text, IReadOnlyList<string> reference, CancellationToken cancellationToken)
    {
        double? best = null;
        foreach (string other in reference)
        {
            double? similarity = _isIndel
                ? EditDistance.IndelRatio(text, other, cancellationToken)
                : EditDistance.Similarity(text, other, cancellationToken);
            if (similarity > (best ?? -1)) { best = similarity; }
        }

        return best;
    }
}
