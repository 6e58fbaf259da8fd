namespace LlmEval.Engine;

/// <summary>Cases that are evaluated at once: of one suite and model, or of several whole ones of a project.</summary>
internal sealed class Batch : IDisposable
{
    private readonly CancellationTokenSource _cancel;

    /// <summary>Creates it.</summary>
    /// <param name="parts">What is evaluated.</param>
    /// <param name="lifetime">Ends it with the runner.</param>
    public Batch(IReadOnlyList<BatchPart> parts, CancellationToken lifetime) => (Parts, _cancel) = (parts, CancellationTokenSource.CreateLinkedTokenSource(lifetime));

    public IReadOnlyList<BatchPart> Parts { get; }

    /// <summary>Ends when the results are there; also, without them, when it was cancelled.</summary>
    public Task Task { get; set; } = Task.CompletedTask;

    /// <summary>How many wait for it; guarded by the runner.</summary>
    public int Waiters { get; set; }

    public CancellationToken Token => _cancel.Token;

    public void Cancel() => _cancel.Cancel();

    public void Dispose() => _cancel.Dispose();
}
