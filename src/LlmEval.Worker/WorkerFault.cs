using LlmEval.Worker.Protocol;

namespace LlmEval.Worker;

/// <summary>A failure with its kind; becomes a <see cref="Failed"/> message.</summary>
internal sealed class WorkerFault : Exception
{
    public WorkerFault(FaultKind kind, string message, int line = 0)
        : base(message) => (Kind, Line) = (kind, line);

    public FaultKind Kind { get; }

    /// <summary>Line of the chat template, from 1; 0 when the failure has none.</summary>
    public int Line { get; }
}
