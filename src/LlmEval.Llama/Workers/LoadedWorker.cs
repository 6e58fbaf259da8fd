using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Workers;

/// <summary>A worker whose model is loaded.</summary>
/// <param name="Process">The worker.</param>
/// <param name="Model">What it said of the model.</param>
internal sealed record LoadedWorker(WorkerProcess Process, ModelLoaded Model);
