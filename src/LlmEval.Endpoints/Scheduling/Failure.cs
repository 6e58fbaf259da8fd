namespace LlmEval.Endpoints.Scheduling;

/// <summary>Why an attempt gave no answer.</summary>
/// <param name="Kind">What to do about it.</param>
/// <param name="Message">A clause without secrets; sentences with the mend when it ends the run.</param>
/// <param name="Wait">How long the server asks to wait.</param>
internal sealed record Failure(FailureKind Kind, string Message, TimeSpan? Wait = null);
