namespace LlmEval.Running;

/// <summary>Listens to nothing.</summary>
public sealed class SilentObserver : IRunObserver
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly SilentObserver Instance = new();

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Report(string line)
    {
    }
}
