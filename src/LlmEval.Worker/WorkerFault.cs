using LlmEval.Worker.Protocol;

namespace LlmEval.Worker;

/// <summary>A failure with its kind; becomes a <see cref="Failed"/> message.</summary>
internal sealed class WorkerFault : Exception
{
    public WorkerFault(FaultKind kind, string message)
        : base(message) => Kind = kind;

    public FaultKind Kind { get; }
}
