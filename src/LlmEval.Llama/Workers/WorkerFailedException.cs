using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Workers;

/// <summary>A worker said that something came to nothing.</summary>
internal sealed class WorkerFailedException : Exception
{
    public WorkerFailedException(FaultKind fault, string reason)
        : base(reason) => Fault = fault;

    public FaultKind Fault { get; }
}
