using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Workers;

/// <summary>A worker said that something came to nothing.</summary>
internal sealed class WorkerFailedException : Exception
{
    public WorkerFailedException(FaultKind fault, string reason, int line = 0)
        : base(reason) => (Fault, Line) = (fault, line);

    public FaultKind Fault { get; }

    /// <summary>Line of the chat template, from 1; 0 when the failure has none.</summary>
    public int Line { get; }
}
