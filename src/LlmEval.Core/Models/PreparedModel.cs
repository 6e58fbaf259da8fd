namespace LlmEval.Models;

/// <summary>A model that is asked only after something was done once: a check that needs the model itself, and that nothing needs when the cache knows all.</summary>
/// <param name="model">Who answers.</param>
/// <param name="prepare">What comes before the first question; every question waits for it, and fails with it.</param>
public sealed class PreparedModel(IAnswerSource model, Func<Task> prepare) : IAnswerSource
{
    private readonly Lazy<Task> _prepared = new(prepare);

    /// <inheritdoc/>
    public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        await _prepared.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await model.AskAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
