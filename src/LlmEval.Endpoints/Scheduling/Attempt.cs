using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>
/// How one attempt ended: with an answer or with a failure. A class: asynchronous methods that give a struct of ours cannot be compiled
/// before they run.
/// </summary>
internal sealed record Attempt(ChatResponse? Response, Failure? Failure);
