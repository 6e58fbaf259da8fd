namespace LlmEval.Scoring;

/// <summary>A loaded <c>LlmEvaluator</c> item.</summary>
/// <param name="kinds">The kinds that it brings.</param>
/// <param name="plugins">Its objects.</param>
/// <param name="end">Ends it: disposes of its objects and of what they run in.</param>
public sealed class LoadedEvaluator(IReadOnlyList<CheckKind> kinds, IReadOnlyList<object> plugins, Func<ValueTask> end) : IAsyncDisposable
{
    /// <summary>The kinds that it brings.</summary>
    public IReadOnlyList<CheckKind> Kinds => kinds;

    /// <summary>Its objects, which may offer more than kinds by interfaces that they implement.</summary>
    public IReadOnlyList<object> Plugins => plugins;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => end();
}
