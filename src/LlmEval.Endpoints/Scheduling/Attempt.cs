using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>How one attempt ended: with an answer or with a failure.</summary>
internal readonly record struct Attempt(ChatResponse? Response, Failure? Failure);
