using LlmEval.Model;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>similar: { value: "...", model: embedder, threshold: 0.8 }</c>: the cosine of the angle between the embeddings of the answer and of a text, by a
/// model item that embeds; of several texts the nearest counts. Embeddings are cached as answers are. With <c>path</c> the value found there is compared. An empty answer has no
/// meaning to be near to: 0. Keys: <c>value</c>, <c>model</c>, <c>path</c>. Source: promptfoo's <c>similar</c> (there the default threshold is 0.75, too).
/// </summary>
internal sealed class SimilarCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "similar",
        Summary = "How near the meaning of the answer is to a text: cosine similarity of embeddings.",
        Example = "similar: { value: \"{{expected.answer}}\", model: embedder, threshold: 0.8 }",
        Source = "promptfoo, similar; cosine similarity as in scikit-learn",
        Options =
        [
            new CheckOption("value", "texts", "The text, or several of which the nearest counts.") { IsRequired = true },
            new CheckOption("model", "text", "Name of the LlmModel item that embeds.") { IsRequired = true },
            new CheckOption("path", "path", "Where in the answer's JSON the text stands; the whole answer by default."),
        ],
        Shorthand = null,
        Unit = "cosine",
        Minimum = -1,
        IsBinary = false,
        Threshold = 0.75,
        TimeLimit = TimeSpan.FromMinutes(15),
        Bind = o => new SimilarCheck(o),
    };

    private readonly Structure.JsonPath? _path;
    private readonly CheckReferences? _references;
    private readonly string? _model;

    private SimilarCheck(CheckOptions options)
    {
        _path = options.Path();
        _references = options.NonEmptyReferences();
        _model = options.Model("model");
    }

    public async ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        if (_references!.Render(context, out string? unrendered) is not { } references) { return ScorerResult.Unscored(unrendered!); }

        Subject subject = Subject.Of(context, _path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(0, trouble); }

        if (string.IsNullOrWhiteSpace(subject.Text)) { return ScorerResult.Lost(0, "the answer is empty"); }

        float[] answer = [.. await context.Models.EmbedAsync(_model!, subject.Text, cancellationToken).ConfigureAwait(false)];
        if (Trouble(answer) is { } wrong) { return ScorerResult.Unscored(wrong); }

        double best = -1;
        string nearest = references[0];
        foreach (string reference in references)
        {
            if (string.IsNullOrWhiteSpace(reference)) { return ScorerResult.Unscored("a text to compare with is empty in this case"); }

            float[] other = [.. await context.Models.EmbedAsync(_model!, reference, cancellationToken).ConfigureAwait(false)];
            if (other.Length != answer.Length) { return ScorerResult.Unscored($"the model '{_model}' gave embeddings of {answer.Length} and {other.Length} dimensions"); }

            if (Trouble(other) is { } wrongOther) { return ScorerResult.Unscored(wrongOther); }

            double similarity = Cosine.Similarity(answer, other);
            if (similarity > best) { (best, nearest) = (similarity, reference); }
        }

        return ScorerResult.Of(best, FormattableString.Invariant($"cosine {best:0.###} between {Quote.Short(subject.Text)} and {Quote.Short(nearest)}"));
    }

    /// <summary>Why an embedding cannot be compared; null when it can.</summary>
    private string? Trouble(float[] embedding) =>
        embedding.Length == 0 ? $"the model '{_model}' gave an empty embedding"
        : !embedding.All(float.IsFinite) ? $"the model '{_model}' gave an embedding with a component that is not a finite number" : null;
}
