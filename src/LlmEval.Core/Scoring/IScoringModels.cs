using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>
/// The models that scorers may ask: judges and embedders. Their answers are cached, counted and paid like those of the model under test.
/// </summary>
public interface IScoringModels
{
    /// <summary>Asks a model.</summary>
    /// <param name="request">What it is asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AnswerNotDrawnException">The cache lacks the answer and none may be drawn now: the case is not evaluated yet.</exception>
    /// <exception cref="LlmEvalException">The model is missing, or a limit was reached.</exception>
    ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken);

    /// <summary>The embedding of a text.</summary>
    /// <param name="model">Name of the model item.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AnswerNotDrawnException">The cache lacks it and none may be drawn now.</exception>
    /// <exception cref="LlmEvalException">The model is missing, or a limit was reached.</exception>
    ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken);
}
