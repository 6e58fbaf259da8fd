using LlmEval.Model;

namespace LlmEval.Models;

/// <summary>Where answers come from: a model that runs, a cache, or a cache around a model.</summary>
public interface IAnswerSource
{
    /// <summary>Asks for one answer.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer, or null when this source has none and may not draw one.</returns>
    /// <exception cref="LlmEvalException">Nothing can be answered at all: the run must end.</exception>
    /// <exception cref="Exception">Transport trouble: this sample is unscored.</exception>
    ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken);
}
