using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>Where no model may be asked for scores.</summary>
internal sealed class NoScoringModels : IScoringModels
{
    public static readonly NoScoringModels Instance = new();

    public ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken) => throw new AnswerNotDrawnException();

    public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) => throw new AnswerNotDrawnException();
}
