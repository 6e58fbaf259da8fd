namespace LlmEval.Llama.Workers;

/// <summary>A worker ended before it answered.</summary>
internal sealed class WorkerDiedException : Exception
{
    public WorkerDiedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
