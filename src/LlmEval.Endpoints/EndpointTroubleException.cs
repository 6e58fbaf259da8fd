namespace LlmEval.Endpoints;

/// <summary>Trouble on the way to an answer, after the retries. Its message holds no secret, and it carries no inner exception that could.</summary>
internal sealed class EndpointTroubleException(string message) : Exception(message);
